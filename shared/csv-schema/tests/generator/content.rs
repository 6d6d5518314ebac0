//! Columns of values as people have them.

use fastrand::Rng;

/// A table of texts.
pub(crate) struct Table {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// A first column that identifies the row, then columns of any kind.
    pub(crate) fn new(rng: &mut Rng, width: usize, height: usize) -> Self {
        let kinds: Vec<Kind> = (0..width)
            .map(|column| {
                if column == 0 {
                    Kind::key(rng)
                } else {
                    Kind::any(rng)
                }
            })
            .collect();
        let header = (0..width)
            .map(|column| {
                let name = format!("{}{column}", pick(rng, NAMES));
                let spaced = rng.u8(0..5) == 0;
                if spaced { name.replace('_', " ") } else { name }
            })
            .collect();
        let rows = (0..height)
            .map(|row| kinds.iter().map(|kind| kind.value(rng, row)).collect())
            .collect();
        Self { header, rows }
    }
}

const NAMES: &[&str] = &[
    "id",
    "name",
    "city",
    "total_amount",
    "date",
    "Order_Date",
    "URL",
    "comment",
    "Type",
    "qty",
    "price",
    "first_name",
    "lat",
    "lon",
    "status",
    "description",
    "country_code",
    "email",
];
const WORDS: &[&str] = &[
    "alpha", "river", "green", "North", "blue", "stone", "market", "open", "paper", "Straße",
    "naïve", "light", "box", "travel", "seven", "report", "garden", "lemon", "it", "of", "the",
];
const FIRST: &[&str] = &[
    "Ada", "Alan", "Grace", "Zoë", "Linus", "Mary-Ann", "Wu", "José",
];
const LAST: &[&str] = &[
    "Lovelace", "O'Brien", "Hopper", "van Dyke", "Müller", "D'Arcy", "Li",
];
const CITIES: &[&str] = &[
    "London",
    "New York",
    "Paris",
    "São Paulo",
    "Aix-en-Provence",
    "Rome",
];

/// What a column holds.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Id,
    Integer,
    Decimal,
    DecimalComma,
    Money,
    IsoDate,
    SlashDate,
    Timestamp,
    Time,
    Boolean,
    Word,
    Words,
    Name,
    NameReversed,
    Sentence,
    Quotation,
    Address,
    Url,
    Email,
    Json,
    List,
    Phone,
    Code,
    Percent,
    Lines,
    Path,
    Version,
    Sparse,
}

impl Kind {
    const ALL: [Self; 28] = [
        Self::Id,
        Self::Integer,
        Self::Decimal,
        Self::DecimalComma,
        Self::Money,
        Self::IsoDate,
        Self::SlashDate,
        Self::Timestamp,
        Self::Time,
        Self::Boolean,
        Self::Word,
        Self::Words,
        Self::Name,
        Self::NameReversed,
        Self::Sentence,
        Self::Quotation,
        Self::Address,
        Self::Url,
        Self::Email,
        Self::Json,
        Self::List,
        Self::Phone,
        Self::Code,
        Self::Percent,
        Self::Lines,
        Self::Path,
        Self::Version,
        Self::Sparse,
    ];

    fn any(rng: &mut Rng) -> Self {
        rng.choice(Self::ALL).unwrap_or(Self::Word)
    }

    fn key(rng: &mut Rng) -> Self {
        rng.choice([
            Self::Id,
            Self::Id,
            Self::Code,
            Self::Name,
            Self::IsoDate,
            Self::Word,
        ])
        .unwrap_or(Self::Id)
    }

    fn value(self, rng: &mut Rng, row: usize) -> String {
        if !matches!(self, Self::Id) && rng.u8(0..25) == 0 {
            return String::new();
        }
        match self {
            Self::Id => (row + 1).to_string(),
            Self::Integer => rng.i32(-500..100_000).to_string(),
            Self::Decimal => format!("{}.{:02}", rng.u32(0..5_000), rng.u8(0..100)),
            Self::DecimalComma => format!("{},{:02}", rng.u32(0..5_000), rng.u8(0..100)),
            Self::Money => format!(
                "${},{:03}.{:02}",
                rng.u8(1..99),
                rng.u16(0..1000),
                rng.u8(0..100)
            ),
            Self::IsoDate => date(rng, "-", [2, 1, 0]),
            Self::SlashDate => date(rng, "/", [0, 1, 2]),
            Self::Timestamp => format!("{} {}", date(rng, "-", [2, 1, 0]), time(rng)),
            Self::Time => time(rng),
            Self::Boolean => rng.bool().to_string(),
            Self::Word => pick(rng, WORDS).to_owned(),
            Self::Words => words(rng, 2..5),
            Self::Name => format!("{} {}", pick(rng, FIRST), pick(rng, LAST)),
            Self::NameReversed => format!("{}, {}", pick(rng, LAST), pick(rng, FIRST)),
            Self::Sentence => format!(
                "{}, {}; {}.",
                words(rng, 2..9),
                words(rng, 1..6),
                words(rng, 1..4)
            ),
            Self::Quotation => format!(
                "{} \"{}\" {}",
                words(rng, 1..3),
                words(rng, 1..3),
                words(rng, 1..4)
            ),
            Self::Address => format!(
                "{} {} St., {}",
                rng.u8(1..200),
                pick(rng, LAST),
                pick(rng, CITIES)
            ),
            Self::Url => format!(
                "https://example.org/{}/{}?a={}&b=x",
                pick(rng, &WORDS[..9]),
                row,
                rng.u8(..)
            ),
            Self::Email => format!("{}{}@example.com", pick(rng, &WORDS[..9]), row),
            Self::Json => format!(
                "{{\"id\": {}, \"tags\": [\"{}\", \"b\"]}}",
                row,
                pick(rng, WORDS)
            ),
            Self::List => (0..rng.usize(1..5))
                .map(|_| pick(rng, WORDS))
                .collect::<Vec<_>>()
                .join(";"),
            Self::Phone => format!("+49 {} {}", rng.u16(100..999), rng.u32(10_000..999_999)),
            Self::Code => format!("{:05}", rng.u16(..)),
            Self::Percent => format!("{}%", rng.u8(0..100)),
            Self::Lines => format!("{}\n{}", words(rng, 1..5), words(rng, 1..5)),
            Self::Path => format!("C:\\data\\{}\\{}.txt", pick(rng, &WORDS[..9]), row),
            Self::Version => format!("{}.{}.{}", rng.u8(0..9), rng.u8(0..20), rng.u8(0..9)),
            Self::Sparse => {
                if rng.bool() {
                    pick(rng, WORDS).to_owned()
                } else {
                    String::new()
                }
            }
        }
    }
}

fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    rng.choice(from).copied().unwrap_or_default()
}

fn words(rng: &mut Rng, count: std::ops::Range<usize>) -> String {
    let count = rng.usize(count);
    (0..count)
        .map(|_| pick(rng, WORDS))
        .collect::<Vec<_>>()
        .join(" ")
}

fn date(rng: &mut Rng, separator: &str, order: [usize; 3]) -> String {
    let parts = [
        format!("{:02}", rng.u8(1..29)),
        format!("{:02}", rng.u8(1..13)),
        rng.u16(1990..2025).to_string(),
    ];
    order.map(|at| parts[at].as_str()).join(separator)
}

fn time(rng: &mut Rng) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        rng.u8(0..24),
        rng.u8(0..60),
        rng.u8(0..60)
    )
}
