use async_trait::async_trait;
use contract::Fault;

/// The database that a deployment made for itself.
#[async_trait]
pub trait ManagedDatabase: Send + Sync {
    /// What [`provision`](Self::provision) makes, as a name that is another one whenever it would make something else.
    fn version(&self) -> String;

    /// Makes or renews what is in it: extension, schema, tables and logins. Doing it again changes nothing.
    ///
    /// Gives what the login for questions may change in spite of all, as `schema.relation (privilege)`.
    ///
    /// # Errors
    /// `Config.Invalid` when a secret or a login is refused; a retryable name when the database or a secret cannot be
    /// reached now; `Engine.Failed` with the server's words. Nothing has changed then.
    async fn provision(&self) -> Result<Vec<String>, Fault>;
}
