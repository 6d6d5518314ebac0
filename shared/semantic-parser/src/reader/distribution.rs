//! "the distribution of cabins", "the breakdown of flights by cabin": how many there are of each.

use super::Reader;
use crate::frame::{GroupKey, Output};
use contract::DataType;

impl Reader<'_> {
    /// A distribution at a position: of the values of a column, or of things over what follows.
    pub(super) fn distribution(&mut self, at: usize) -> bool {
        let asks =
            matches!(self.word(at), "distribution" | "breakdown") && self.word(at + 1) == "of";
        let column = |at| {
            self.mention(at)
                .is_some_and(|mention| mention.best_column() > 0.8)
        };
        if !asks || column(at) {
            return false;
        }
        let next = self.past_determiners(at + 2);
        let Some(mention) = self.mention(next).cloned() else {
            return false;
        };
        let (mention, owner) = self.owned(&mention);
        if owner.is_none() && self.prefers_entity(&mention) {
            let Some(entity) = self.entity_of(&mention) else {
                return false;
            };
            self.take(mention.end);
            self.speak_of(entity);
            self.frame.outputs.push(Output::Count(Some(entity)));
            return true;
        }
        let Some(mut attribute) = self.attribute_of(&mention) else {
            return false;
        };
        // Of what is measured, hardly two are equal.
        attribute.columns.retain(|link| {
            let column = self.index.column(link.column);
            !matches!(column.data_type, DataType::Double | DataType::Decimal(..))
        });
        if attribute.columns.is_empty() {
            return false;
        }
        attribute.owner = owner;
        self.take(mention.end);
        self.frame.groups.push(GroupKey::Attribute(attribute));
        self.frame.outputs.push(Output::Count(None));
        true
    }
}
