/// The longest identifier of PostgreSQL, in bytes; Athena allows more.
pub const LONGEST_IDENTIFIER: usize = 63;

/// A valid name near to the text: lower-case ASCII letters, digits and `_`, not beginning with a
/// digit. Accents go, everything else becomes `_`. `None` when nothing is left.
///
/// ```
/// assert_eq!(uploads::identifier("Größe (cm)").as_deref(), Some("grosse_cm"));
/// assert_eq!(uploads::identifier("2024 Sales").as_deref(), Some("n2024_sales"));
/// assert_eq!(uploads::identifier("名前"), None);
/// ```
pub fn identifier(text: &str) -> Option<String> {
    let mut name = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if let Some(plain) = without_accent(letter) {
            name.push_str(plain);
        } else if matches!(letter, '#' | '%' | '&' | '+') {
            push_word(&mut name, symbol(letter));
        } else if letter != '\'' && letter != '’' && !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
    }
    let end = name.trim_end_matches('_').len();
    name.truncate(end);
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, 'n');
    }
    name.truncate(LONGEST_IDENTIFIER);
    (!name.is_empty()).then_some(name)
}

fn push_word(name: &mut String, word: &str) {
    if !name.is_empty() && !name.ends_with('_') {
        name.push('_');
    }
    name.push_str(word);
    name.push('_');
}

const fn symbol(letter: char) -> &'static str {
    match letter {
        '#' => "no",
        '%' => "pct",
        '&' => "and",
        _ => "plus",
    }
}

/// Latin letters with accents, without them.
fn without_accent(letter: char) -> Option<&'static str> {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    Some(match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ę' | 'ě' | 'ė' => "e",
        'ğ' => "g",
        'ì'..='ï' | 'ī' | 'ı' | 'į' => "i",
        'ł' | 'ľ' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ß' => "ss",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_become_names() {
        let name = |text| identifier(text).unwrap_or_default();
        assert_eq!(name("StuID"), "stuid");
        assert_eq!(name(" Official Name "), "official_name");
        assert_eq!(name("Unit Price ($)"), "unit_price");
        assert_eq!(name("Growth %"), "growth_pct");
        assert_eq!(name("# of items"), "no_of_items");
        assert_eq!(name("Owner's e-mail"), "owners_e_mail");
        assert_eq!(name("Año"), "ano");
        assert_eq!(name("__x__"), "x");
        assert_eq!(name(&"x".repeat(100)).len(), 63);
        assert_eq!(identifier("---"), None);
    }
}
