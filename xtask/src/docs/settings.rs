//! The settings of `config.toml`, read from the types that it is read into: names, types, defaults and what is said of each.

use super::cell;
use crate::command::root;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::fs;
use syn::{
    Attribute, Expr, Field, Fields, GenericArgument, Item, ItemEnum, Lit, PathArguments, Stmt, Type,
};

/// Where the types are.
const FILES: &[&str] = &[
    "local/src/config.rs",
    "shared/contract/src/source.rs",
    "shared/contract/src/policy.rs",
];

/// The type of the whole file.
const WHOLE: &str = "Config";

pub(super) fn table() -> Result<String> {
    let mut items = Vec::new();
    for file in FILES {
        let text = fs::read_to_string(root().join(file))?;
        items.extend(syn::parse_file(&text).context(*file)?.items);
    }
    let mut table = String::from("| setting | what | type | default |\n|---|---|---|---|\n");
    Reader { items: &items }.rows(WHOLE, "", &mut table)?;
    Ok(table)
}

struct Reader<'a> {
    items: &'a [Item],
}

impl Reader<'_> {
    /// A row for each field of a struct, those of structs inside of it after their own.
    fn rows(&self, of: &str, prefix: &str, table: &mut String) -> Result<()> {
        let fields = self
            .fields(of)
            .with_context(|| format!("there is no struct {of}"))?;
        for field in fields {
            let name = field.ident.as_ref().context("a setting has a name")?;
            let path = format!("{prefix}{name}");
            let (wrapped, inner) = unwrapped(&field.ty);
            let inner_name = type_name(inner);
            let path = match wrapped.as_str() {
                "BTreeMap" => format!("{path}.NAME"),
                outer if outer.ends_with("Vec") && self.fields(&inner_name).is_some() => {
                    format!("{path}[]")
                }
                _ => path,
            };
            if self.fields(&inner_name).is_some() {
                let _ = writeln!(
                    table,
                    "| `{path}` | {} | table | none |",
                    cell(&docs(&field.attrs))
                );
                self.rows(&inner_name, &format!("{path}."), table)?;
                continue;
            }
            let kind = self.kind(&wrapped, &inner_name)?;
            let default = self.default(field, &wrapped, &inner_name)?;
            let _ = writeln!(
                table,
                "| `{path}` | {} | {kind} | {default} |",
                cell(&docs(&field.attrs))
            );
        }
        Ok(())
    }

    fn fields(&self, name: &str) -> Option<impl Iterator<Item = &Field>> {
        self.items.iter().find_map(|item| match item {
            Item::Struct(found) if found.ident == name => match &found.fields {
                Fields::Named(fields) => Some(fields.named.iter()),
                _ => None,
            },
            _ => None,
        })
    }

    fn one_of(&self, name: &str) -> Option<&ItemEnum> {
        self.items.iter().find_map(|item| match item {
            Item::Enum(found) if found.ident == name => Some(found),
            _ => None,
        })
    }

    fn kind(&self, wrapped: &str, name: &str) -> Result<String> {
        let kind = match name {
            "String" => "text".to_owned(),
            "u64" => "number".to_owned(),
            "bool" => "true or false".to_owned(),
            "PathBuf" => "path".to_owned(),
            other => {
                let values = self.one_of(other);
                let values =
                    values.with_context(|| format!("nobody knows how {other} is written"))?;
                let names = values.variants.iter();
                let names: Vec<_> = names
                    .map(|variant| format!("`{}`", snake(&variant.ident.to_string())))
                    .collect();
                names.join(", ")
            }
        };
        Ok(if wrapped.ends_with("Vec") {
            format!("list of {kind}s")
        } else {
            kind
        })
    }

    /// What a setting is when it is left out.
    fn default(&self, field: &Field, wrapped: &str, name: &str) -> Result<String> {
        if wrapped.starts_with("Option") {
            return Ok("none".to_owned());
        }
        match serde_default(&field.attrs)? {
            Some(Some(function)) => self.returned(&function),
            Some(None) if wrapped == "Vec" => Ok("empty".to_owned()),
            Some(None) => {
                let variant = self.one_of(name).and_then(|values| {
                    let is_default = |attrs: &[Attribute]| {
                        attrs.iter().any(|attr| attr.path().is_ident("default"))
                    };
                    values
                        .variants
                        .iter()
                        .find(|variant| is_default(&variant.attrs))
                });
                let variant = variant.with_context(|| format!("{name} has no default"))?;
                Ok(format!("`{}`", snake(&variant.ident.to_string())))
            }
            None => Ok("has to be set".to_owned()),
        }
    }

    /// The literal that a function of a default returns.
    fn returned(&self, function: &str) -> Result<String> {
        let found = self.items.iter().find_map(|item| match item {
            Item::Fn(found) if found.sig.ident == function => Some(found),
            _ => None,
        });
        match found.and_then(|found| found.block.stmts.last()) {
            Some(Stmt::Expr(Expr::Lit(literal), None)) => match &literal.lit {
                Lit::Int(number) => Ok(format!("`{}`", number.base10_digits())),
                Lit::Str(text) => Ok(format!("`{}`", text.value())),
                _ => anyhow::bail!("{function} returns another literal"),
            },
            _ => anyhow::bail!("{function} does not return a literal"),
        }
    }
}

/// `None`: no default. `Some(None)`: that of its type. `Some(Some(f))`: what `f` returns.
fn serde_default(attrs: &[Attribute]) -> Result<Option<Option<String>>> {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        attr.parse_nested_meta(|meta| {
            let value = match meta.value() {
                Ok(value) => Some(value.parse::<syn::LitStr>()?.value()),
                Err(_) => None,
            };
            if meta.path.is_ident("default") {
                found = Some(value);
            }
            Ok(())
        })?;
    }
    Ok(found)
}

/// The types that hold others, one after the other as `OptionVec`, and the one inside; of a map, its values.
fn unwrapped(ty: &Type) -> (String, &Type) {
    if let Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.last()
    {
        let (deeper, innermost) = unwrapped(inner);
        let outer = format!("{}{deeper}", last.ident);
        return (outer, innermost);
    }
    (String::new(), ty)
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map_or_else(String::new, |last| last.ident.to_string()),
        _ => String::new(),
    }
}

/// The documentation of an item, its lines joined.
fn docs(attrs: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("doc")) {
        if let syn::Meta::NameValue(pair) = &attr.meta
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(text) = &literal.lit
        {
            lines.push(text.value().trim().to_owned());
        }
    }
    lines.join(" ")
}

/// `LowCardinality` as `low_cardinality`; a name of one word is the same in lower case, as serde's `lowercase` has it.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for (at, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(code: &str) -> Result<String> {
        let items = syn::parse_file(code)?.items;
        let mut table = String::new();
        Reader { items: &items }.rows("Config", "", &mut table)?;
        Ok(table)
    }

    #[test]
    fn names_types_and_defaults_are_those_of_the_code() {
        let code = r#"
            struct Config { /// Its parts.
                #[serde(default)] parts: BTreeMap<String, Part> }
            struct Part { /// How | much.
                #[serde(default = "seven")] many: u64, /// What.
                kind: Kind, /// Which.
                #[serde(default, skip_serializing_if = "Vec::is_empty")] names: Vec<String>, /// Or not.
                only: Option<Vec<String>> }
            enum Kind { One, TwoAndMore }
            fn seven() -> u64 { 7 }
        "#;
        let table = rows(code).unwrap();
        assert!(
            table.contains("| `parts.NAME.many` | How \\| much. | number | `7` |"),
            "{table}"
        );
        assert!(
            table.contains("| `parts.NAME.kind` | What. | `one`, `two_and_more` | has to be set |"),
            "{table}"
        );
        assert!(
            table.contains("| `parts.NAME.names` | Which. | list of texts | empty |"),
            "{table}"
        );
        assert!(
            table.contains("| `parts.NAME.only` | Or not. | list of texts | none |"),
            "{table}"
        );
    }

    #[test]
    fn a_type_that_nobody_knows_is_an_error() {
        assert!(rows("struct Config { odd: Duration }").is_err());
    }
}
