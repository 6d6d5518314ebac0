//! The file of a table.

use super::content::Table;
use super::layout::{Around, Encoding, Quoting, Written};
use csv_schema::{Delimiter, LineEnding};
use fastrand::Rng;

/// The bytes of the file.
pub(crate) fn file(
    rng: &mut Rng,
    table: &Table,
    written: &Written,
    around: &Around,
    damage: bool,
) -> Vec<u8> {
    let mut lines: Vec<String> = Vec::new();
    if written.has_header {
        lines.push(row(&table.header, written));
    }
    lines.extend(table.rows.iter().map(|fields| row(fields, written)));
    if damage {
        for _ in 0..=lines.len() / 20 {
            let at = rng.usize(..lines.len());
            damage_line(rng, &mut lines[at], written);
        }
    }
    if let Some(comment) = &around.comment {
        lines.insert(lines.len() / 2 + 1, comment.clone());
    }
    let lines: Vec<&str> = around
        .before
        .iter()
        .chain(&lines)
        .chain(&around.after)
        .map(String::as_str)
        .collect();
    let ending = match written.line_ending {
        LineEnding::CrLf => "\r\n",
        LineEnding::Cr => "\r",
        _ => "\n",
    };
    let mut text = lines.join(ending);
    if written.final_newline {
        text.push_str(ending);
    }
    encode(&text, written.encoding)
}

fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8Marked => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        Encoding::Utf16 => "\u{FEFF}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect(),
        Encoding::Windows => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
    }
}

fn row(fields: &[String], written: &Written) -> String {
    let fields: Vec<String> = fields.iter().map(|value| field(value, written)).collect();
    fields.join(&written.delimiter.to_string())
}

fn field(value: &str, written: &Written) -> String {
    let quote = written.quote;
    let is_number = value.parse::<f64>().is_ok();
    let blank_separator = matches!(written.delimiter, Delimiter::Byte(b' '));
    let needed = value.contains(&written.delimiter.to_string())
        || value.contains(['\n', '\r'])
        || value.starts_with(quote)
        || value.contains(quote) && quote == '"'
        || value.is_empty() && blank_separator;
    let wanted = match written.quoting {
        Quoting::Minimal => needed,
        Quoting::All => true,
        Quoting::Texts => needed || !is_number && !value.is_empty(),
    };
    if !wanted {
        return value.to_owned();
    }
    let value = if written.backslash {
        value
            .replace('\\', "\\\\")
            .replace(quote, &format!("\\{quote}"))
    } else {
        value.replace(quote, &format!("{quote}{quote}"))
    };
    format!("{quote}{value}{quote}")
}

/// A delimiter too many or too few, or a stray quotation mark.
fn damage_line(rng: &mut Rng, line: &mut String, written: &Written) {
    let delimiter = written.delimiter.to_string();
    match rng.u8(0..4) {
        0 => line.push_str(&delimiter),
        1 => {
            if let Some(at) = line.find(&delimiter) {
                line.insert_str(at, &delimiter);
            }
        }
        2 => {
            if let Some(at) = line.rfind(&delimiter) {
                line.replace_range(at..at + delimiter.len(), "");
            }
        }
        _ => {
            let at = line.floor_char_boundary(rng.usize(..=line.len()));
            line.insert(at, written.quote);
        }
    }
}
