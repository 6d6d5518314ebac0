use super::Checker;
use crate::Rejection;
use crate::name::settle;
use sqlparser::ast::{WindowFrame, WindowFrameBound, WindowSpec};

impl Checker<'_> {
    /// What stands in the parentheses of OVER.
    pub(super) fn window_spec(&mut self, spec: &mut WindowSpec) -> Result<(), Rejection> {
        let WindowSpec {
            window_name,
            partition_by,
            order_by,
            window_frame,
        } = spec;
        if let Some(name) = window_name {
            settle(self.dialect, name)?;
        }
        self.exprs(partition_by)?;
        self.order_by_items(order_by)?;
        if let Some(WindowFrame {
            units: _,
            start_bound,
            end_bound,
        }) = window_frame
        {
            self.frame_bound(start_bound)?;
            if let Some(end) = end_bound {
                self.frame_bound(end)?;
            }
        }
        Ok(())
    }

    fn frame_bound(&mut self, bound: &mut WindowFrameBound) -> Result<(), Rejection> {
        match bound {
            WindowFrameBound::CurrentRow => Ok(()),
            WindowFrameBound::Preceding(amount) | WindowFrameBound::Following(amount) => {
                self.optional(amount.as_deref_mut())
            }
        }
    }
}
