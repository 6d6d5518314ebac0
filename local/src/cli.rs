use clap::{Args, Parser, Subcommand, ValueEnum};
use contract::{Approach, Dialect};
use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

/// Ask questions about your data in plain language and get answers you can trust: the SQL, the rows,
/// a chart where one helps, and an explanation. Everything runs on this machine.
///
/// Without a command: loads the demo data on first start, answers one question about it, then serves the
/// page and takes your questions.
#[derive(Debug, Parser)]
#[command(name = "analyst", version, max_term_width = 100)]
#[command(after_help = "\
Examples:
  analyst serve                                     the page and the API on this machine
  analyst ingest sales.zip                          a ZIP of CSV files becomes the source `sales`
  analyst ask \"total revenue by month\" --source sales
  analyst schema sales                              its tables and columns
  analyst ask \"how many orders\" --source sales --json | jq .rows
  analyst ask \"how many orders\" --source sales --chart orders.svg
  analyst serve --api https://API/prod --api-key-file key.txt

Exit codes: 0 answered, 2 wrong usage, 3 not answered (the reason is printed), 4 failed.")]
pub(crate) struct Cli {
    /// Folder that holds sources, jobs and cache.
    #[arg(long, global = true, env = "ANALYST_DATA_DIR", value_name = "DIR")]
    #[arg(
        long_help = "Folder that holds sources, jobs and cache. Default: the platform's data folder."
    )]
    pub(crate) data_dir: Option<PathBuf>,

    /// Print JSON for programs instead of text for people.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Use the API at this address instead of this machine: for serve, ask, sources and schema.
    #[arg(long, global = true, env = "ANALYST_API", value_name = "URL")]
    pub(crate) api: Option<String>,

    /// File with the key of that API. Default: the variable `ANALYST_API_KEY`.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) api_key_file: Option<PathBuf>,

    /// What to do; nothing starts the product on the demo data.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the page and the HTTP API.
    ///
    /// On this machine alone unless --listen says otherwise, which takes a token: callers show it as
    /// `Authorization: Bearer TOKEN`. Without any source, the demo data is loaded.
    ///
    /// With --api the page stands before a deployed API: its calls are handed on with the API's key, which no
    /// browser sees, and nothing is kept on this machine.
    Serve(ServeArgs),
    /// Ask a question about a source.
    Ask(AskArgs),
    /// Turn a ZIP of CSV files, a single CSV file, an Excel workbook or a Parquet file into a source.
    ///
    /// The content decides what the file is, not its name: a ZIP archive of CSV, TSV and text files (a folder or a
    /// file a table), one such file as it is or packed by gzip, a workbook (.xlsx; a sheet a table) or a Parquet
    /// file. A source of that name gets a new version. Rows that do not fit are set aside and reported.
    Ingest(IngestArgs),
    /// List the sources.
    Sources,
    /// Show the tables and columns of a source.
    Schema(SchemaArgs),
    /// What people wrote about a source, in a workbook: import, draft, remove.
    ///
    /// Descriptions of tables and columns, metrics with their expressions, tables that nobody may read. The form is told
    /// in docs/PARSER.md.
    Workbook(WorkbookArgs),
    /// List the questions of late, with how they ended.
    Jobs(JobsArgs),
    /// Question-SQL pairs that models learn from: import, export, list, remove.
    Examples(ExamplesArgs),
    /// What is answered without asking anew: list, clear.
    Cache(CacheArgs),
    /// Tell how a delimited text file, also one packed by gzip, is written: dialect, header, columns and types.
    Inspect(InspectArgs),
    /// Read statements from standard input and tell of each whether it may run, and why not.
    CheckSql(CheckSqlArgs),
    /// Answer question-SQL pairs and report how many answers are right.
    Eval(EvalArgs),
}

/// The port of the page.
pub(crate) const DEFAULT_PORT: u16 = 7878;

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The address to listen on.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) listen: IpAddr,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = DEFAULT_PORT)]
    pub(crate) port: u16,
    /// File with the token that callers must show. Default: the variable `ANALYST_TOKEN`.
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Take calls without a token on an address that other machines reach: for a server behind something
    /// that tells who may call, such as an internal load balancer.
    #[arg(long)]
    pub(crate) open: bool,
    /// Requests a second that are answered over a while; more are told to come later.
    #[arg(long, value_name = "COUNT", default_value_t = 5_000)]
    pub(crate) max_requests_per_second: u32,
}

#[derive(Debug, Args)]
pub(crate) struct AskArgs {
    /// The question, in plain language.
    pub(crate) question: String,
    /// The source it is about. May be left out when there is only one.
    #[arg(long, short)]
    pub(crate) source: Option<String>,
    /// How to get from the question to SQL.
    #[arg(long, value_enum, default_value_t = ApproachArg::Auto)]
    pub(crate) approach: ApproachArg,
    /// Run this statement instead of reading the question; it passes the same guard.
    #[arg(long, value_name = "STATEMENT")]
    pub(crate) sql: Option<String>,
    /// Do not serve an earlier answer.
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// Draw the answer's chart to this file: .svg or .png.
    #[arg(long, value_name = "FILE", value_parser = chart_file)]
    pub(crate) chart: Option<PathBuf>,
}

/// A picture's file is named by its kind.
fn chart_file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(OsStr::to_ascii_lowercase);
    match ending.as_ref().and_then(|ending| ending.to_str()) {
        Some("svg" | "png") => Ok(path),
        _ => Err("a chart's file ends in .svg or .png".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct IngestArgs {
    /// The ZIP, CSV, TSV, gzip, XLSX or Parquet file.
    pub(crate) file: PathBuf,
    /// Name of the source. Default: the file's name.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A metadata workbook (xlsx) for the source; see `analyst workbook`.
    #[arg(long, value_name = "FILE")]
    pub(crate) workbook: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// The source.
    pub(crate) source: String,
}

#[derive(Debug, Args)]
pub(crate) struct WorkbookArgs {
    #[command(subcommand)]
    pub(crate) command: WorkbookCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WorkbookCommand {
    /// Take a workbook (xlsx) for an upload, in the place of an earlier one.
    ///
    /// Every cell that is wrong or does not fit the source is named. A database's workbook is named in config.toml.
    Import {
        /// The workbook.
        file: PathBuf,
        /// The source. May be left out when there is only one.
        #[arg(long, short)]
        source: Option<String>,
    },
    /// Have the model draft descriptions of every table and column, for a person to correct.
    ///
    /// Writes a workbook in which each draft is marked `draft` under Status. Correct it, empty the Status of what is right,
    /// and import it: rows that are still drafts say nothing.
    Draft {
        /// The source. May be left out when there is only one.
        #[arg(long, short)]
        source: Option<String>,
        /// The workbook (xlsx) to write; one that is there is never overwritten.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Remove the workbook of an upload.
    Remove {
        /// The source. May be left out when there is only one.
        #[arg(long, short)]
        source: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct JobsArgs {
    /// How many, newest first.
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: usize,
}

#[derive(Debug, Args)]
pub(crate) struct ExamplesArgs {
    #[command(subcommand)]
    pub(crate) command: ExamplesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExamplesCommand {
    /// Take the pairs of a file that the guard passes. What has the same question is replaced.
    ///
    /// CSV and XLSX have the columns `question` and `queries`; JSONL has these fields on each line. Exits with 3
    /// when a pair is refused, and says why.
    Import {
        /// The CSV, XLSX or JSONL file.
        file: PathBuf,
        /// The source. May be left out when there is only one.
        #[arg(long, short)]
        source: Option<String>,
    },
    /// Write the pairs into a file.
    Export {
        /// The CSV, XLSX or JSONL file.
        file: PathBuf,
        /// Only those of this source.
        #[arg(long, short)]
        source: Option<String>,
    },
    /// List the pairs, newest first.
    List {
        /// Only those of this source.
        #[arg(long, short)]
        source: Option<String>,
    },
    /// Remove a pair, and what its question was answered with.
    Remove {
        /// Its id, as `list` shows it.
        example_id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CacheArgs {
    #[command(subcommand)]
    pub(crate) command: CacheCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CacheCommand {
    /// List the answers, newest first, with how often each was served.
    List {
        /// Only those of this source.
        #[arg(long, short)]
        source: Option<String>,
        /// How many.
        #[arg(long, default_value_t = 100)]
        limit: usize,
    },
    /// Remove the answers. Approved ones go, too; the examples stay.
    Clear {
        /// Only those of this source.
        #[arg(long, short)]
        source: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// The file.
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("against").required(true).args(["source", "dialect"]))]
pub(crate) struct CheckSqlArgs {
    /// Check against the tables and columns of this source.
    #[arg(long, short)]
    pub(crate) source: Option<String>,
    /// Check syntax and safety alone, in this dialect.
    #[arg(long, short, value_enum)]
    pub(crate) dialect: Option<DialectArg>,
    /// Statements end with a NUL byte instead of a line end.
    #[arg(short = '0', long = "null")]
    pub(crate) null: bool,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Questions with gold SQL: a JSON list of `{db_id, question, gold_postgres, empty}`.
    pub(crate) questions: PathBuf,
    /// Folder with a `<db_id>.zip` for each database.
    #[arg(long, value_name = "DIR")]
    pub(crate) zips: PathBuf,
    /// How to get from the question to SQL.
    #[arg(long, value_enum, default_value_t = ApproachArg::Rules)]
    pub(crate) approach: ApproachArg,
    /// Write a JSON line a question here; a later run compares with it.
    #[arg(long, value_name = "FILE")]
    pub(crate) predictions: Option<PathBuf>,
    /// Compare with the predictions of an earlier run: which questions turned right or wrong, and whether that
    /// may be chance.
    #[arg(long, value_name = "FILE")]
    pub(crate) compare: Option<PathBuf>,
    /// Write the report as Markdown here.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Let the other questions of a database stand as approved examples, but for those with the same SQL.
    #[arg(long)]
    pub(crate) examples: bool,
    /// Judge the statements of another program instead of asking: JSON lines of `{db_id, question, sql}`. They run as the
    /// gold SQL does, without the guard.
    #[arg(long, value_name = "FILE", conflicts_with = "examples")]
    pub(crate) statements: Option<PathBuf>,
    /// Questions that the data cannot answer, JSON lines of `{db_id, question}`: how many are declined.
    #[arg(long, value_name = "FILE")]
    pub(crate) unanswerable: Option<PathBuf>,
    /// Only this many questions of each database, spread over all of its questions.
    #[arg(long, value_name = "COUNT")]
    pub(crate) sample: Option<usize>,
    /// Exit with 3 when execution accuracy over questions with a non-empty gold result is below
    /// this, 0 to 1.
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_accuracy: Option<f64>,
    /// Exit with 3 when fewer of the answered questions are right than this, 0 to 1.
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_precision: Option<f64>,
    /// Price of a million tokens sent to the model, for the costs in the report.
    #[arg(long, value_name = "PRICE", default_value_t = 0.0)]
    pub(crate) price_in: f64,
    /// Price of a million tokens that the model answers with.
    #[arg(long, value_name = "PRICE", default_value_t = 0.0)]
    pub(crate) price_out: f64,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum ApproachArg {
    /// The deterministic parser: instant, free, silent rather than wrong.
    Rules,
    /// Rules when they are confident, else a model with examples.
    Auto,
    /// A model with the schema and similar approved examples.
    FewShot,
    /// A model with the schema.
    ZeroShot,
}

impl From<ApproachArg> for Approach {
    fn from(arg: ApproachArg) -> Self {
        match arg {
            ApproachArg::Rules => Self::Rules,
            ApproachArg::Auto => Self::Auto,
            ApproachArg::FewShot => Self::FewShot,
            ApproachArg::ZeroShot => Self::ZeroShot,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DialectArg {
    /// PostgreSQL.
    Postgresql,
    /// Amazon Redshift.
    Redshift,
    /// Athena (Trino).
    Athena,
    /// The engine of the local runner.
    Embedded,
}

impl From<DialectArg> for Dialect {
    fn from(arg: DialectArg) -> Self {
        match arg {
            DialectArg::Postgresql => Self::Postgresql,
            DialectArg::Redshift => Self::Redshift,
            DialectArg::Athena => Self::Athena,
            DialectArg::Embedded => Self::Embedded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_sound() {
        Cli::command().debug_assert();
    }
}
