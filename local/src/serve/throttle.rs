//! How much the server takes on at once and in a second.

use super::{Front, problem};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::Semaphore;

/// How much the server takes on. What is more is refused and may come again.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests that are answered at once.
    pub at_once: usize,
    /// Requests a second, over a while; twice as many may come in one.
    pub per_second: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_once: 512,
            per_second: 5_000,
        }
    }
}

pub(super) struct Throttle {
    places: Semaphore,
    bucket: Mutex<Bucket>,
}

/// A token bucket: what may come now.
struct Bucket {
    left: f64,
    per_second: f64,
    at: Instant,
}

impl Throttle {
    pub(super) fn new(limits: &Limits) -> Self {
        let per_second = f64::from(limits.per_second.max(1));
        Self {
            places: Semaphore::new(limits.at_once.clamp(1, Semaphore::MAX_PERMITS)),
            bucket: Mutex::new(Bucket {
                left: 2.0 * per_second,
                per_second,
                at: Instant::now(),
            }),
        }
    }

    fn may_come(&self) -> bool {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.take(Instant::now())
    }
}

impl Bucket {
    fn take(&mut self, now: Instant) -> bool {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = now;
        self.left = (self.left + since * self.per_second).min(2.0 * self.per_second);
        let may = self.left >= 1.0;
        if may {
            self.left -= 1.0;
        }
        may
    }
}

pub(super) async fn check(
    State(front): State<Arc<Front>>,
    request: Request,
    next: Next,
) -> Response {
    if !front.throttle.may_come() {
        let detail = "too many requests; wait a second";
        return later(StatusCode::TOO_MANY_REQUESTS, detail);
    }
    match front.throttle.places.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => later(
            StatusCode::SERVICE_UNAVAILABLE,
            "too many requests are answered now; wait a second",
        ),
    }
}

fn later(status: StatusCode, detail: &str) -> Response {
    let mut response = problem::refused(status, detail);
    let second = HeaderValue::from_static("1");
    response.headers_mut().insert(header::RETRY_AFTER, second);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_is_let_in_and_then_as_many_as_the_rate() {
        let start = Instant::now();
        let mut bucket = Bucket {
            left: 20.0,
            per_second: 10.0,
            at: start,
        };
        assert!((0..20).all(|_| bucket.take(start)));
        assert!(!bucket.take(start));
        let later = start + Duration::from_millis(250);
        assert!(bucket.take(later) && bucket.take(later));
        assert!(!bucket.take(later));
    }
}
