use crate::definition::Retrier;
use crate::state_error::matches;

/// The retries of one visit of a state.
pub(super) struct Retries<'r> {
    retriers: &'r [Retrier],
    /// How often each retrier has been used.
    used: Vec<u32>,
}

/// One more run of a state.
pub(super) struct Retry {
    /// 1 for the first retry by this retrier.
    pub(super) attempt: u32,
    /// Seconds to wait before it.
    pub(super) delay: f64,
}

impl<'r> Retries<'r> {
    pub(super) fn new(retriers: &'r [Retrier]) -> Self {
        Self {
            retriers,
            used: vec![0; retriers.len()],
        }
    }

    /// How often the state has been retried, by whatever retrier.
    pub(super) fn count(&self) -> u32 {
        self.used.iter().sum()
    }

    /// The retry for an error. The first retrier that names the error decides; when its attempts are
    /// used up, later ones are not asked.
    pub(super) fn next(&mut self, error: &str) -> Option<Retry> {
        let (retrier, used) = self
            .retriers
            .iter()
            .zip(&mut self.used)
            .find(|(retrier, _)| retrier.errors.iter().any(|name| matches(name, error)))?;
        if *used >= retrier.max_attempts {
            return None;
        }
        *used += 1;
        Some(Retry {
            attempt: *used,
            delay: retrier.delay(*used),
        })
    }
}

impl Retrier {
    /// Seconds before the given retry: the interval, multiplied for every earlier one, capped, and with
    /// full jitter any time up to that.
    fn delay(&self, attempt: u32) -> f64 {
        let exponent = i32::try_from(attempt - 1).unwrap_or(i32::MAX);
        let backed_off = f64::from(self.interval_seconds) * self.backoff_rate.powi(exponent);
        let capped = match self.max_delay_seconds {
            Some(most) => backed_off.min(f64::from(most)),
            None => backed_off,
        };
        if self.full_jitter {
            capped * fastrand::f64()
        } else {
            capped
        }
    }
}
