use crate::config::Config;
use crate::in_place::InPlace;
use crate::runner::{Runner, StageLog};
use crate::sources::{self, SourceCatalog, SourceEngine, Workbooks};
use crate::upload;
use contract::{
    AskRequest, ErrorName, Fault, IngestReport, IngestRequest, Job, JobOptions, JobRecord,
    JobSubmission, ResultSet, Source,
};
use ingest::IngestProgress;
use jobs::JobStore;
use local_ports::{
    ChatServerModel, DataDir, DataFusionEngine, FileObjects, SqliteCache, SqliteCatalog,
    SqliteExamples, SqliteJobs, StaticEmbedder,
};
use ports::{Model, ObjectStore, Ports, Settings, Unconfigured};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The whole product over one data directory: its ports, its jobs and the machine that runs them.
pub struct Product {
    ports: Ports,
    jobs: SqliteJobs,
    runner: Runner,
    objects: Arc<FileObjects>,
    sources: Arc<SourceCatalog>,
    /// Held for its lock: no other process may use the directory meanwhile.
    _data_dir: DataDir,
}

impl Product {
    /// Opens the data directory, making it when it is not there, and takes up jobs that an earlier
    /// process left unfinished.
    ///
    /// # Errors
    /// `Store.Locked`, `Store.ReadOnly`, `Store.Full`, `Store.Corrupt`, `Config.*`, each with what to
    /// do.
    pub async fn open(path: &Path) -> Result<Self, Fault> {
        Self::open_with(path, &Config::read(path)?).await
    }

    /// Like [`Product::open`], set up by `config` and not by the file in the directory.
    ///
    /// # Errors
    /// As [`Product::open`].
    pub async fn open_with(path: &Path, config: &Config) -> Result<Self, Fault> {
        let data_dir = DataDir::open(path)?;
        let objects = Arc::new(FileObjects::open(data_dir.objects())?);
        let catalog = Arc::new(SqliteCatalog::open(data_dir.database())?);
        let jobs = SqliteJobs::open(data_dir.database())?;
        jobs.requeue_interrupted()?;
        catalog.collect_garbage(objects.as_ref()).await?;
        let databases = sources::databases(&config.sources, variable)?;
        let uploads = DataFusionEngine::new(data_dir.objects(), catalog.clone());
        let engine = SourceEngine::new(uploads, &databases);
        let workbooks = Workbooks::of(data_dir.path());
        let sources = SourceCatalog::new(catalog, databases, config.uploads, workbooks);
        let sources = Arc::new(sources);
        let ports = Ports {
            model: model(config)?,
            embedder: Arc::new(StaticEmbedder::new()),
            catalog: sources.clone(),
            engine: Arc::new(engine),
            cache: Arc::new(SqliteCache::open(data_dir.database())?),
            examples: Arc::new(SqliteExamples::open(data_dir.database())),
            objects: objects.clone(),
            settings: Settings {
                conversion_bytes: None,
                ..Settings::default()
            },
            ..Ports::unconfigured()
        };
        let runner = Runner::new(&ports)?;
        Ok(Self {
            ports,
            jobs,
            runner,
            objects,
            sources,
            _data_dir: data_dir,
        })
    }

    /// The ports, for commands that look and do not ask.
    pub fn ports(&self) -> &Ports {
        &self.ports
    }

    pub(crate) fn sources(&self) -> &SourceCatalog {
        &self.sources
    }

    /// The durable jobs.
    pub fn jobs(&self) -> &SqliteJobs {
        &self.jobs
    }

    /// Accepts the question as a job and works until that job has ended.
    ///
    /// # Errors
    /// When a store fails; a failure of the question itself is in the job.
    pub async fn ask(
        &self,
        request: AskRequest,
        log: &StageLog,
        cancel: CancellationToken,
    ) -> Result<Job, Fault> {
        let record = self.submit(request)?;
        let job_id = record.request.job_id.clone();
        // The job is durable already; the API's record of it is written while it is worked on.
        let jobs = JobStore::new(self.objects.clone());
        let (added, worked) = tokio::join!(jobs.add(&record), self.work_on(&job_id, log, cancel));
        worked?;
        added?;
        self.jobs.get(&job_id)
    }

    async fn work_on(
        &self,
        job_id: &str,
        log: &StageLog,
        cancel: CancellationToken,
    ) -> Result<(), Fault> {
        match self.jobs.claim_one(job_id)? {
            Some(job) => self.work(job, log, cancel).await,
            // A server over the same product may have been faster; it tells the end, then.
            None => self.ended(job_id, cancel).await,
        }
    }

    /// Accepts the question; gives the record that is kept where the API looks for jobs too, so that a job asked on the
    /// command line can be judged, and its rows fetched, on the page.
    fn submit(&self, mut request: AskRequest) -> Result<JobRecord, Fault> {
        let submitted = self.jobs.submit(request.clone(), None)?;
        request.job_id = submitted.job_id;
        let submission = JobSubmission {
            question: request.question.clone(),
            source: request.source.clone(),
            conversation_id: None,
            options: JobOptions {
                approach: request.approach,
                use_cache: request.use_cache,
                sql: request.sql.clone(),
                conversation: request.conversation.clone(),
            },
        };
        Ok(JobRecord {
            created_at: request.asked_at.clone(),
            caller: "command line".to_owned(),
            submission,
            request,
        })
    }

    /// Waits until somebody else has ended the job.
    async fn ended(&self, job_id: &str, cancel: CancellationToken) -> Result<(), Fault> {
        while !self.jobs.get(job_id)?.status.is_final() {
            tokio::select! {
                () = cancel.cancelled() => {
                    self.jobs.cancel(job_id)?;
                }
                () = tokio::time::sleep(Duration::from_millis(20)) => (),
            }
        }
        Ok(())
    }

    /// Works until no job is queued; gives how many there were.
    ///
    /// # Errors
    /// When a store fails.
    pub async fn work_off(&self) -> Result<usize, Fault> {
        let mut worked = 0;
        while let Some(job) = self.jobs.claim()? {
            self.work(job, &StageLog::silent(), CancellationToken::new())
                .await?;
            worked += 1;
        }
        Ok(worked)
    }

    /// Works on a job that was claimed until it has ended.
    pub(crate) async fn work(
        &self,
        job: Job,
        log: &StageLog,
        cancel: CancellationToken,
    ) -> Result<(), Fault> {
        let ended = self.runner.run(&job.request, log, cancel).await;
        let document = ended.document.as_ref();
        self.jobs
            .finish(&job.job_id, ended.end, &ended.stages, document)
    }

    /// The objects, where the server keeps uploads.
    pub(crate) fn objects(&self) -> &Arc<FileObjects> {
        &self.objects
    }

    /// All rows of a job's result, of which its answer may hold only the first.
    ///
    /// # Errors
    /// `Store.NotFound` when the job ran no query.
    pub async fn result(&self, job_id: &str) -> Result<ResultSet, Fault> {
        // A reused result is the object of the job that ran the query.
        let document = self.jobs.document(job_id).ok().flatten();
        let key = document
            .as_ref()
            .and_then(|document| document.pointer("/execution/result_key")?.as_str())
            .map_or_else(|| format!("results/{job_id}.json"), str::to_owned);
        let bytes = self.objects.get(&key).await?;
        serde_json::from_slice(&bytes).map_err(|error| no_result(&key, error))
    }

    /// Turns the archive into a source, or into a new version of one.
    ///
    /// # Errors
    /// `Archive.*`, `Csv.Unreadable`, `Store.*`; the old version goes on serving.
    pub async fn ingest(
        &self,
        archive: impl Read + Send + 'static,
        file_name: &str,
        source: &str,
        progress: Arc<dyn IngestProgress>,
    ) -> Result<IngestReport, Fault> {
        let upload = upload::store(Arc::clone(&self.objects), archive, source).await?;
        let request = IngestRequest {
            source: source.to_owned(),
            key: upload.key.clone(),
            file_name: file_name.to_owned(),
            upload_id: upload.content_id,
        };
        let deps = ingest::IngestDeps::from(&self.ports);
        let report = ingest::ingest(request, &deps, progress).await;
        self.objects.delete(&upload.key).await?;
        report
    }

    /// As [`Product::ingest`], with a file of this machine, which is read where it lies.
    ///
    /// # Errors
    /// As [`Product::ingest`]; `Store.Unavailable` when the file changes meanwhile.
    pub async fn ingest_file(
        &self,
        file: File,
        file_name: &str,
        source: &str,
        progress: Arc<dyn IngestProgress>,
    ) -> Result<IngestReport, Fault> {
        let (objects, key) = (Arc::clone(&self.objects), upload::key(source));
        let opened = tokio::task::spawn_blocking({
            let key = key.clone();
            move || InPlace::new(objects, key, file)
        });
        let (in_place, upload_id) = opened.await.unwrap_or_else(|error| {
            let message = "Reading the file stopped unexpectedly.";
            Err(Fault::new(ErrorName::Internal, message).with_source(error))
        })?;
        let request = IngestRequest {
            source: source.to_owned(),
            key,
            file_name: file_name.to_owned(),
            upload_id,
        };
        let deps = ingest::IngestDeps {
            objects: Arc::new(in_place),
            ..ingest::IngestDeps::from(&self.ports)
        };
        ingest::ingest(request, &deps, progress).await
    }

    /// The source a question is about: the named one, or the only one there is.
    ///
    /// # Errors
    /// `Source.Unknown`, naming the sources there are.
    pub async fn source_or_only(&self, name: Option<&str>) -> Result<Source, Fault> {
        if let Some(name) = name {
            return self.ports.catalog.source(name).await;
        }
        let mut sources = self.ports.catalog.sources().await?;
        match sources.len() {
            1 => Ok(sources.remove(0)),
            0 => Err(Fault::new(
                ErrorName::SourceUnknown,
                "there is no source yet; make one with: analyst ingest FILE.zip",
            )),
            _ => {
                let names: Vec<_> = sources.into_iter().map(|source| source.name).collect();
                let message = format!(
                    "there are several sources; add --source with one of: {}",
                    names.join(", ")
                );
                Err(Fault::new(ErrorName::SourceUnknown, message))
            }
        }
    }
}

fn no_result(key: &str, error: serde_json::Error) -> Fault {
    let message = format!("{key} does not hold a result");
    Fault::new(ErrorName::StoreCorrupt, message).with_source(error)
}

fn model(config: &Config) -> Result<Arc<dyn Model>, Fault> {
    let Some(model) = &config.model else {
        return Ok(Arc::new(Unconfigured));
    };
    let server = model.server(variable)?;
    Ok(Arc::new(ChatServerModel::new(server)?))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
