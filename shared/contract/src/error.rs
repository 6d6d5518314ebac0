use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fmt;

macro_rules! error_names {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $text:literal, $retry:literal; )+) => {
        /// Every way the product fails technically, as a stable string. The string is what
        /// `ErrorEquals` in the state machine matches, what the API shows and what
        /// `docs/errors/<Name>.md` explains.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum ErrorName {
            $( $(#[doc = $doc])+ #[serde(rename = $text)] $variant, )+
        }

        impl ErrorName {
            /// All names, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),+];

            /// The stable string, for example `Model.Throttled`.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $text ),+ }
            }

            /// Whether the same call may succeed when it is simply made again a little later.
            pub const fn retryable(self) -> bool {
                match self { $( Self::$variant => $retry ),+ }
            }
        }
    };
}

error_names! {
    /// A request, an event or a state document does not have the form of the contract.
    InvalidInput = "Contract.InvalidInput", false;
    /// A setting is missing.
    ConfigMissing = "Config.Missing", false;
    /// A setting has a value that cannot be used.
    ConfigInvalid = "Config.Invalid", false;
    /// There is no source of that name.
    SourceUnknown = "Source.Unknown", false;
    /// The source cannot be reached now.
    SourceUnavailable = "Source.Unavailable", true;
    /// No model is configured for an approach that needs one.
    ModelNotConfigured = "Model.NotConfigured", false;
    /// The model provider asks to slow down.
    ModelThrottled = "Model.Throttled", true;
    /// The model provider is overloaded or cannot be reached.
    ModelUnavailable = "Model.Unavailable", true;
    /// The model did not answer in time.
    ModelTimeout = "Model.Timeout", true;
    /// The model's reply is not of the form that was asked for.
    ModelBadReply = "Model.BadReply", false;
    /// A statement is not one read-only query over permitted tables and columns.
    SqlRejected = "Sql.Rejected", false;
    /// The query ran longer than the source allows and was cancelled.
    EngineTimeout = "Engine.Timeout", false;
    /// The engine asks to slow down.
    EngineThrottled = "Engine.Throttled", true;
    /// The engine cannot be reached now.
    EngineUnavailable = "Engine.Unavailable", true;
    /// The engine failed in a way that another statement would not mend.
    EngineFailed = "Engine.Failed", false;
    /// The store of the cache cannot be reached now.
    CacheUnavailable = "Cache.Unavailable", true;
    /// The store of objects, catalogue or jobs cannot be reached now.
    StoreUnavailable = "Store.Unavailable", true;
    /// The object or record does not exist.
    StoreNotFound = "Store.NotFound", false;
    /// No space is left where the data is written.
    StoreFull = "Store.Full", false;
    /// The place where the data is written does not allow writing.
    StoreReadOnly = "Store.ReadOnly", false;
    /// Another process has the data directory open.
    StoreLocked = "Store.Locked", false;
    /// Stored data cannot be read back.
    StoreCorrupt = "Store.Corrupt", false;
    /// The file is not a ZIP archive, or its directory is broken.
    ArchiveInvalid = "Archive.Invalid", false;
    /// The archive holds nothing that could become a table.
    ArchiveEmpty = "Archive.Empty", false;
    /// An entry of the archive is refused as hostile (its name, its kind, its encryption).
    ArchiveRefused = "Archive.Refused", false;
    /// The archive passes a limit (entries, bytes out, ratio, path length, nesting).
    ArchiveLimit = "Archive.Limit", false;
    /// The archive uses something that is not supported, such as another compression method.
    ArchiveUnsupported = "Archive.Unsupported", false;
    /// A file of the archive cannot be read as delimited text.
    CsvUnreadable = "Csv.Unreadable", false;
    /// There is no job of that id.
    JobNotFound = "Job.NotFound", false;
    /// The job was cancelled.
    JobCancelled = "Job.Cancelled", false;
    /// The idempotency key was used before with another body.
    JobConflict = "Job.Conflict", false;
    /// A step did not end within the time the state machine gives it.
    StepTimeout = "Step.Timeout", false;
    /// A defect of the product.
    Internal = "Internal.Error", false;
}

impl fmt::Display for ErrorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for ErrorName {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL
            .iter()
            .copied()
            .find(|name| name.as_str() == text)
            .ok_or_else(|| {
                Fault::new(
                    Self::Internal,
                    format!("{text} is not one of the error names"),
                )
            })
    }
}

/// A technical failure: its name, one sentence for a person, and what caused it.
///
/// Ports and steps both fail with it, so that a name given where the failure happens reaches the
/// state machine unchanged. A business outcome (refused, unanswerable, empty...) is never a fault.
#[derive(Debug)]
pub struct Fault {
    /// The stable name.
    pub name: ErrorName,
    /// What happened and, where it helps, what to do next. No secrets, no cell values.
    pub message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Fault {
    /// A fault without a deeper cause.
    pub fn new(name: ErrorName, message: impl Into<String>) -> Self {
        Self {
            name,
            message: message.into(),
            source: None,
        }
    }

    /// Keeps the deeper cause, for logs.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn Error + 'static))
    }
}
