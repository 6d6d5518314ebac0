use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Bytes of a chunk.
const CHUNK: usize = 256 << 10;
/// Chunks that wait to be read.
const WAITING: usize = 4;

/// Lets `consume` read what another thread reads, and unpacks, ahead of it.
pub(crate) fn read_ahead<T>(
    source: &mut (dyn Read + Send),
    consume: impl FnOnce(&mut dyn Read) -> T,
) -> T {
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let (back, free) = sync_channel(WAITING + 2);
        scope.spawn(move || produce(source, &sender, &free));
        // The reader ends with `consume`, and with it the thread, whose chunks nobody takes.
        consume(&mut Chunks {
            receiver,
            back,
            chunk: Vec::new(),
            given: 0,
            ended: false,
        })
    })
}

fn produce(
    source: &mut (dyn Read + Send),
    sender: &SyncSender<io::Result<Vec<u8>>>,
    free: &Receiver<Vec<u8>>,
) {
    loop {
        let mut chunk = free
            .try_recv()
            .unwrap_or_else(|_| Vec::with_capacity(CHUNK));
        chunk.clear();
        let limit = u64::try_from(CHUNK).unwrap_or(u64::MAX);
        let read = Read::take(&mut *source, limit).read_to_end(&mut chunk);
        // What was read before a failure counts: the rows in it get their line numbers.
        let ended = chunk.is_empty() || read.is_err();
        if !chunk.is_empty() && sender.send(Ok(chunk)).is_err() {
            return;
        }
        if let Err(error) = read
            && sender.send(Err(error)).is_err()
        {
            return;
        }
        if ended {
            return;
        }
    }
}

/// What arrives from the other thread.
struct Chunks {
    receiver: Receiver<io::Result<Vec<u8>>>,
    back: SyncSender<Vec<u8>>,
    chunk: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.chunk.len() && !self.ended {
            self.next_chunk()?;
        }
        let rest = &self.chunk[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

impl Chunks {
    fn next_chunk(&mut self) -> io::Result<()> {
        self.given = 0;
        match self.receiver.recv() {
            Ok(Ok(next)) => {
                let used = std::mem::replace(&mut self.chunk, next);
                // A chunk that is not taken back is simply dropped.
                let _ = self.back.try_send(used);
                Ok(())
            }
            Ok(Err(error)) => {
                self.chunk.clear();
                self.ended = true;
                Err(error)
            }
            Err(_) => {
                self.chunk.clear();
                self.ended = true;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_ahead_is_what_was_there() {
        let bytes: Vec<u8> = (0..CHUNK * 3 + 7).map(|i| (i % 251) as u8).collect();
        let mut source = bytes.as_slice();
        let mut read = Vec::new();
        read_ahead(&mut source, |ahead| ahead.read_to_end(&mut read)).unwrap();
        assert_eq!(read, bytes);
    }

    #[test]
    fn a_reader_that_stops_early_stops_the_thread() {
        let mut source = io::repeat(7);
        let mut first = [0; 3];
        read_ahead(&mut source, |ahead| ahead.read_exact(&mut first)).unwrap();
        assert_eq!(first, [7; 3]);
    }

    #[test]
    fn a_failure_arrives_after_what_was_read() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let mut source = b"abc".chain(Failing);
        let mut read = Vec::new();
        let error = read_ahead(&mut source, |ahead| ahead.read_to_end(&mut read)).unwrap_err();
        assert_eq!(
            (read.as_slice(), error.to_string().as_str()),
            (&b"abc"[..], "broken")
        );
    }
}
