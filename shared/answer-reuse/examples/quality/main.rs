//! How many paraphrases hit and how many hits are wrong, on pairs of questions of one database:
//! `quality QUESTIONS.json CATALOGS [VECTORS.json] [--verbose]`.
//!
//! `QUESTIONS.json` is a list of `{db_id, question, gold, rows}`: two questions are a paraphrase when
//! their gold SQL is equal, and a hit is wrong when what stands in `rows`, anything that is equal for
//! equal results, differs. `CATALOGS` holds a `<db_id>.json` as `analyst schema --json` prints it, and
//! `VECTORS.json` a list of vectors of another embedding, in the order of the questions.
#![expect(clippy::print_stdout, reason = "prints a measurement")]

mod changes;

use answer_reuse::{PlanReader, Question};
use contract::{Catalog, Policy, Slots};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use text_embedding::{StaticEmbedding, cosine};

/// The default of `Settings::cache_threshold`.
const THRESHOLD: f32 = 0.95;
const BASELINES: [f32; 3] = [0.95, 0.90, 0.85];

struct Asked {
    text: String,
    gold: String,
    rows: String,
    slots: Slots,
    plan: Option<String>,
    canonical: Vec<f32>,
    plain: Vec<f32>,
    teacher: Vec<f32>,
}

impl Asked {
    fn read(text: String, catalog: &Arc<Catalog>, reader: &PlanReader) -> Self {
        let embedding = StaticEmbedding::embedded();
        Self {
            slots: question_slots::extract(&text),
            plan: reader.plan_key(catalog, &Policy::default(), &text),
            canonical: embedding.embed(&question_slots::canonical_text(&text)),
            plain: embedding.embed(&text),
            gold: String::new(),
            rows: String::new(),
            teacher: vec![],
            text,
        }
    }

    /// As the product decides.
    fn hits(&self, stored: &Self) -> bool {
        let near = cosine(&self.canonical, &stored.canonical);
        let same = self
            .compared()
            .sameness(&stored.compared(), near, THRESHOLD);
        same.is_some()
    }

    fn compared(&self) -> Question<'_> {
        Question {
            text: &self.text,
            slots: &self.slots,
            plan: self.plan.as_deref(),
        }
    }
}

/// How a way to decide does.
#[derive(Default, Clone, Copy)]
struct Score {
    paraphrases: usize,
    hit: usize,
    wrong: usize,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.paraphrases += other.paraphrases;
        self.hit += other.hit;
        self.wrong += other.wrong;
    }

    fn line(&self, name: &str) -> String {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let of_hits = share(self.wrong, self.hit + self.wrong);
        format!(
            "{name:<44} {:>4} of {:>4} paraphrases hit ({:>5.1} %), {:>4} wrong hits ({of_hits:>4.1} %)",
            self.hit,
            self.paraphrases,
            share(self.hit, self.paraphrases),
            self.wrong,
        )
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let verbose = arguments.iter().any(|argument| argument == "--verbose");
    let mut paths = arguments
        .iter()
        .filter(|argument| !argument.starts_with("--"));
    let questions = paths.next().ok_or("give the file of questions")?;
    let catalogs = paths.next().ok_or("give the folder of catalogues")?;
    let vectors: Option<Vec<Vec<f32>>> = match paths.next() {
        Some(path) => Some(serde_json::from_str(&fs::read_to_string(path)?)?),
        None => None,
    };
    let databases = read(questions, Path::new(catalogs), vectors)?;
    let mut total: BTreeMap<String, [Score; 3]> = BTreeMap::new();
    let mut changed = [(0, 0); 3];
    for (number, (name, database)) in databases.iter().enumerate() {
        // Every third database was not looked at while the rules were made.
        let part = if number % 3 == 2 { 2 } else { 1 };
        for (way, score) in pairs(database, verbose) {
            let scores = total.entry(way).or_default();
            scores[0].add(score);
            scores[part].add(score);
        }
        let (made, hit) = changed_questions(name, database, verbose);
        for at in [0, part] {
            changed[at].0 += made;
            changed[at].1 += hit;
        }
    }
    for (part, title) in ["all databases", "looked at", "held out (every third)"]
        .iter()
        .enumerate()
    {
        println!("{title}:");
        for (way, scores) in &total {
            println!("  {}", scores[part].line(way));
        }
        let (made, hit) = changed[part];
        println!("  changed by rule: {made} questions, {hit} wrong hits");
    }
    Ok(())
}

/// A catalogue with the questions about it.
type Database = (Arc<Catalog>, PlanReader, Vec<Asked>);

fn read(
    path: &str,
    catalogs: &Path,
    vectors: Option<Vec<Vec<f32>>>,
) -> Result<BTreeMap<String, Database>, Box<dyn Error>> {
    let all: Vec<Value> = serde_json::from_str(&fs::read_to_string(path)?)?;
    let mut vectors = vectors.map(Vec::into_iter);
    let mut databases: BTreeMap<String, Database> = BTreeMap::new();
    for value in &all {
        let text = |key: &str| {
            value
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let name = text("db_id");
        if !databases.contains_key(&name) {
            let catalog = fs::read_to_string(catalogs.join(format!("{name}.json")))?;
            let catalog = Arc::new(serde_json::from_str(&catalog)?);
            databases.insert(name.clone(), (catalog, PlanReader::default(), vec![]));
        }
        let Some((catalog, reader, asked)) = databases.get_mut(&name) else {
            continue;
        };
        let gold = text("gold").to_lowercase().replace('"', "'");
        asked.push(Asked {
            gold: gold.split_whitespace().collect::<Vec<_>>().join(" "),
            rows: text("rows"),
            teacher: vectors
                .as_mut()
                .and_then(Iterator::next)
                .unwrap_or_default(),
            ..Asked::read(text("question"), catalog, reader)
        });
    }
    Ok(databases)
}

fn pairs((_, _, asked): &Database, verbose: bool) -> Vec<(String, Score)> {
    let mut ours = Score::default();
    let mut ours_rows = Score::default();
    let mut statics = [Score::default(); BASELINES.len()];
    let mut teachers = [Score::default(); BASELINES.len()];
    let has_teacher = asked.iter().any(|asked| !asked.teacher.is_empty());
    for (at, a) in asked.iter().enumerate() {
        for b in asked.iter().skip(at + 1) {
            let paraphrase = a.gold == b.gold;
            let same_rows = paraphrase || (!a.rows.is_empty() && a.rows == b.rows);
            let count = |score: &mut Score, hit: bool, right: bool| {
                score.paraphrases += usize::from(paraphrase);
                score.hit += usize::from(hit && paraphrase);
                score.wrong += usize::from(hit && !right);
            };
            let hit = b.hits(a);
            count(&mut ours, hit, paraphrase);
            count(&mut ours_rows, hit, same_rows);
            if verbose && hit != paraphrase {
                let what = if hit { "wrong" } else { "missed" };
                println!("{what}: {}\n    {}", a.text, b.text);
            }
            let (plain, teacher) = (cosine(&a.plain, &b.plain), cosine(&a.teacher, &b.teacher));
            for (at, threshold) in BASELINES.iter().enumerate() {
                count(&mut statics[at], plain >= *threshold, same_rows);
                count(&mut teachers[at], teacher >= *threshold, same_rows);
            }
        }
    }
    let mut scores = vec![
        ("ours, wrong where the gold SQL differs".to_owned(), ours),
        ("ours, wrong where the rows differ".to_owned(), ours_rows),
    ];
    for (at, threshold) in BASELINES.iter().enumerate() {
        scores.push((
            format!("plain cosine, static table, {threshold:.2}"),
            statics[at],
        ));
        if has_teacher {
            scores.push((
                format!("plain cosine, MiniLM, {threshold:.2}"),
                teachers[at],
            ));
        }
    }
    scores
}

/// How many changed questions there are, and how many the real one answers.
fn changed_questions(
    name: &str,
    (catalog, reader, asked): &Database,
    verbose: bool,
) -> (usize, usize) {
    let values: BTreeSet<String> = asked
        .iter()
        .flat_map(|a| changes::values_of(&a.text))
        .collect();
    let groups: BTreeSet<String> = asked
        .iter()
        .filter_map(|a| changes::group_of(&a.text))
        .collect();
    let (mut made, mut hit) = (0, 0);
    for real in asked {
        for (kind, text) in changes::of(&real.text, &values, &groups) {
            made += 1;
            let changed = Asked::read(text, catalog, reader);
            if changed.hits(real) {
                hit += 1;
                if verbose {
                    println!(
                        "changed: {name} {kind:?}\n    {}\n    {}",
                        real.text, changed.text
                    );
                }
            }
        }
    }
    (made, hit)
}
