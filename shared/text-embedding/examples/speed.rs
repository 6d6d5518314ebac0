//! Prints the time one question takes: `cargo run --release -p text-embedding --example speed`.

use std::time::Instant;
use text_embedding::StaticEmbedding;

#[expect(clippy::print_stdout, reason = "printing is what this program is for")]
fn main() {
    let questions: Vec<&str> = include_str!("../tests/data/questions.txt")
        .lines()
        .collect();
    let start = Instant::now();
    let embedding = StaticEmbedding::embedded();
    let opened = start.elapsed();
    let rounds = 200;
    let start = Instant::now();
    let mut sum = 0.0;
    for _ in 0..rounds {
        sum += questions
            .iter()
            .map(|question| embedding.embed(question)[0])
            .sum::<f32>();
    }
    let count = rounds * questions.len();
    let each = start.elapsed().as_secs_f64() * 1e6 / count as f64;
    println!("opened in {opened:?}, {each:.1} microseconds a question (checksum {sum:.3})");
}
