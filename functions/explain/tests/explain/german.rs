//! A question in German is answered in German. The numbers were worked out by hand.

use crate::ports_in_memory::{explain, result, state_with};
use contract::ResultSet;
use serde_json::json;

fn said(question: &str, result: &ResultSet) -> String {
    explain(state_with(question, "sql", result)).text
}

#[test]
fn values_and_lists() {
    let count = result(&[("count(*)", "bigint")], json!([[336_776]]));
    assert_eq!(said("Wie viele Flüge gibt es?", &count), "Anzahl: 336.776.");
    let row = result(
        &[("name", "varchar"), ("avg(preis)", "double")],
        json!([["Kaffee", 1234.5]]),
    );
    assert_eq!(
        said("Was ist der Preis und wie ist der Name?", &row),
        "Es gibt eine Zeile: name ist Kaffee und Durchschnitt preis ist 1.234,5."
    );
    let ages = result(&[("alter", "bigint")], json!([[20], [30], [43]]));
    assert_eq!(
        said("Alle Alter nach Größe", &ages),
        "Es gibt 3 Werte für alter, von 20 bis 43, im Mittel 31."
    );
}

#[test]
fn groups() {
    let columns = [("filiale", "varchar"), ("sum(umsatz)", "decimal(9,2)")];
    let ranked = result(
        &columns,
        json!([["Kiel", 50], ["Bonn", 30], ["Ulm", 15], ["Hof", 5]]),
    );
    assert_eq!(
        said("Umsatz je Filiale, der höchste zuerst", &ranked),
        "Am höchsten ist Summe umsatz bei Kiel (50), gefolgt von Bonn (30) und Ulm (15). \
         An letzter Stelle von 4 steht Hof mit 5. Zusammen sind es 100, davon 50 % bei Kiel."
    );
    let mixed = result(
        &columns,
        json!([["Kiel", 30], ["Bonn", 1234.5], ["Ulm", 30]]),
    );
    assert_eq!(
        said("Umsatz je Filiale", &mixed),
        "Am höchsten ist Summe umsatz bei Bonn (1.234,5), am niedrigsten bei Kiel und Ulm (30); es sind 3 Gruppen. \
         Zusammen sind es 1.294,5, davon 95,4 % bei Bonn."
    );
    let two = result(&columns, json!([["Kiel", 30], ["Bonn", 20]]));
    assert_eq!(
        said("Umsatz je Filiale", &two),
        "Summe umsatz: 30 für Kiel, 20 für Bonn. Kiel liegt um 10 (50 %) über Bonn."
    );
}

#[test]
fn a_series() {
    let series = result(
        &[("tag", "date"), ("count(*)", "bigint")],
        json!([["2024-01-01", 10], ["2024-01-02", 15], ["2024-01-03", 20]]),
    );
    assert_eq!(
        said("Wie viele Flüge gibt es pro Tag?", &series),
        "Anzahl: Anstieg von 10 (2024-01-01) auf 20 (2024-01-03), um 10 (100 %). \
         Höchster Wert: 2024-01-03 (20), niedrigster: 2024-01-01 (10). Die Tendenz ist steigend."
    );
}

#[test]
fn nothing() {
    let none = result(&[("name", "varchar")], json!([]));
    let text = said("Welche Kunden sind aus Ulm?", &none);
    assert!(text.contains("Zeile"), "{text}");
}
