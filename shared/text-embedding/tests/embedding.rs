//! The table against its teacher, and the edges.

use proptest::prelude::*;
use text_embedding::{StaticEmbedding, cosine};

fn near(a: &str, b: &str) -> f32 {
    let embedding = StaticEmbedding::embedded();
    cosine(&embedding.embed(a), &embedding.embed(b))
}

#[test]
fn the_table_is_there() {
    let embedding = StaticEmbedding::embedded();
    assert_eq!(embedding.space(), "minilm-l6-v2-static-128.v1");
    assert_eq!(embedding.dimensions(), 128);
    assert_eq!(embedding.embed("How many customers are there?").len(), 128);
}

#[test]
fn near_in_meaning_is_near_in_space() {
    let question = "How many customers live in each country?";
    let paraphrase = near(question, "number of clients per nation");
    let other = near(question, "the longest river");
    assert!(paraphrase > other + 0.2, "{paraphrase} {other}");
    assert!(near("salary", "income") > near("salary", "airport"));
}

#[test]
fn case_accents_and_spacing_do_not_count() {
    assert!(near("Caf\u{e9}  S\u{e3}o Paulo", "cafe sao paulo") > 0.9999);
    assert!(near("cafe\u{301}", "CAFE") > 0.9999);
}

#[test]
fn unknown_words_are_words() {
    let same = near(
        "\u{43a}\u{43b}\u{438}\u{435}\u{43d}\u{442}\u{44b}",
        "\u{43a}\u{43b}\u{438}\u{435}\u{43d}\u{442}\u{44b}",
    );
    assert!(same > 0.9999);
    let different = near(
        "\u{43a}\u{43b}\u{438}\u{435}\u{43d}\u{442}\u{44b}",
        "\u{437}\u{430}\u{43a}\u{430}\u{437}\u{44b}",
    );
    assert!(different.abs() < 0.5, "{different}");
}

#[test]
fn a_text_without_words_is_zero() {
    for text in ["", " \n\t", "\u{0}\u{7}", "\u{301}"] {
        assert!(
            StaticEmbedding::embedded()
                .embed(text)
                .iter()
                .all(|cell| *cell == 0.0)
        );
    }
    assert_eq!(near("", ""), 0.0);
    assert_eq!(cosine(&[1.0], &[1.0, 0.0]), 0.0);
}

/// `data/teacher-cosines.tsv` holds all-MiniLM-L6-v2's own cosines of all pairs of the questions
/// in `data/questions.txt`, written by `tools/distil-embedding/evaluate.py`.
#[test]
fn ranks_pairs_as_the_teacher_does() {
    let embedding = StaticEmbedding::embedded();
    let vectors: Vec<Vec<f32>> = include_str!("data/questions.txt")
        .lines()
        .map(|line| embedding.embed(line))
        .collect();
    let (mut taught, mut ours) = (Vec::new(), Vec::new());
    for line in include_str!("data/teacher-cosines.tsv").lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let place = |field: usize| fields[field].parse::<usize>().unwrap();
        taught.push(fields[2].parse::<f32>().unwrap());
        ours.push(cosine(&vectors[place(0)], &vectors[place(1)]));
    }
    let correlation = spearman(&taught, &ours);
    assert!(correlation > 0.7, "Spearman {correlation}");
}

fn spearman(a: &[f32], b: &[f32]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let product = |x: &[f64], y: &[f64]| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum()
    };
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

fn ranks(values: &[f32]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, index) in order.into_iter().enumerate() {
        ranks[index] = rank as f64;
    }
    ranks
}

proptest! {
    #[test]
    fn any_text_has_a_vector_of_length_one_or_zero(text in "\\PC{0,120}") {
        let vector = StaticEmbedding::embedded().embed(&text);
        let length: f32 = vector.iter().map(|x| x * x).sum();
        prop_assert!(length == 0.0 || (length - 1.0).abs() < 1e-4, "{}", length);
    }

    #[test]
    fn cosine_stays_in_its_bounds(
        a in prop::collection::vec(-1e3_f32..1e3, 8),
        b in prop::collection::vec(-1e3_f32..1e3, 8),
    ) {
        prop_assert!((-1.0..=1.0).contains(&cosine(&a, &b)));
    }
}
