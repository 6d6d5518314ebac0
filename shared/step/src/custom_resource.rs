use contract::Fault;
use ports::Ports;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::future::Future;

/// Something of a stack that a template cannot describe, made by a function when the stack is made or changed.
///
/// Deleting the stack deletes nothing of it: what it is in is deleted or kept by the stack itself.
pub trait CustomResource: 'static {
    /// The function's package: `migrate`. It is also the id of the resource, which never changes.
    const NAME: &'static str;
    /// The properties in the template. A change of one of them is what makes a deployment call the function.
    type Properties: DeserializeOwned + Send;
    /// The ports it needs, taken from the bundle.
    type Deps: for<'a> From<&'a Ports> + Send + Sync;

    /// Makes it or brings it up to date; the same again changes nothing. Gives the attributes that a template may ask for
    /// and that everybody may see, by name.
    fn apply(
        properties: Self::Properties,
        deps: &Self::Deps,
    ) -> impl Future<Output = Result<BTreeMap<String, String>, Fault>> + Send;
}
