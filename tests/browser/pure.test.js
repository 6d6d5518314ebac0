// The parts of the page that need no browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asKind, kindsFor } from "../../local/ui/js/chart-kinds.js";
import { bytes, cell, duration, words } from "../../local/ui/js/format.js";
import { together } from "../../local/ui/js/report.js";
import { laidOut, tokens } from "../../local/ui/js/sql.js";
import { suggest } from "../../local/ui/js/suggest.js";

const STATEMENTS = [
  "SELECT a.\"from\", 'it''s', 1.5e3 FROM t /* note */ -- end\nWHERE x >= 2",
  "select 'never closed",
  "/* never closed",
  "größe = 'ß' ; 日本 $1 @x",
  "",
];

test("the tokens of a statement are the statement", () => {
  for (const sql of STATEMENTS) assert.equal(tokens(sql).map(([, text]) => text).join(""), sql);
});

test("words within texts and quoted names are no keywords", () => {
  const kinds = tokens("SELECT \"from\", 'where' FROM t").filter(([kind]) => kind === "keyword");
  assert.deepEqual(kinds.map(([, text]) => text), ["SELECT", "FROM"]);
});

test("laying out changes nothing but white space outside of texts", () => {
  const sql = "SELECT a, (SELECT b FROM c WHERE d) FROM e LEFT JOIN f ON g WHERE h = ' FROM x' ORDER BY i";
  assert.equal(laidOut(sql).replaceAll("\n", " "), sql);
  assert.equal(laidOut(sql).split("\n").length, 5);
});

const BARS = {
  mark: { type: "bar", color: "#0072B2" },
  data: { values: [{ g: "a", n: 3 }, { g: "b", n: 1 }, { g: "c", n: 2 }] },
  encoding: { y: { field: "g", type: "nominal", title: "G" }, x: { field: "n", type: "quantitative", title: "N" } },
};

test("bars that lie become a line that runs to the right", () => {
  const line = asKind(BARS, "line");
  assert.equal(line.mark.type, "line");
  assert.deepEqual([line.encoding.x.field, line.encoding.y.field], ["g", "n"]);
  assert.equal(BARS.encoding.y.field, "g", "the first picture is as it was");
});

test("a pie is offered for few parts that are not negative", () => {
  assert.ok(kindsFor(BARS).includes("arc"));
  const negative = { ...BARS, data: { values: [{ g: "a", n: -3 }, { g: "b", n: 1 }] } };
  assert.ok(!kindsFor(negative).includes("arc"));
  assert.deepEqual(kindsFor({ layer: [BARS, BARS] }), []);
});

test("numbers that count have separators, numbers that name have none", () => {
  assert.equal(cell(1234567, { name: "total", type: "bigint" }), "1,234,567");
  assert.equal(cell(2013, { name: "year", type: "bigint" }), "2013");
  assert.equal(cell("9007199254740993", { name: "n", type: "bigint" }), "9007199254740993", "as exact as it came");
});

test("names and amounts are written for a person", () => {
  assert.equal(words("avg(flights.dep_delay)"), "average dep delay");
  assert.equal(words("count(*)"), "count");
  assert.equal(bytes(1_530_000), "1.5 MB");
  assert.equal(duration(61_400), "1 min 1 s");
});

test("first questions use the source's own tables and columns", () => {
  const city = { name: "city", type: "varchar", profile: { distinct: 4 } };
  const amount = { name: "amount", type: "decimal(9,2)", profile: { distinct: 400 } };
  const table = { name: "orders", row_count: 500, columns: [{ name: "order_id", type: "bigint", profile: { distinct: 500 } }, city, amount] };
  const questions = suggest({ tables: [table] });
  assert.deepEqual(questions, ["How many orders by city?", "Average amount of orders by city", "How many orders are there?", "What is the highest amount of orders?"]);
  assert.deepEqual(suggest({ tables: [] }), []);
});

test("a part of a date has the name of the part", () => {
  assert.equal(words('date_part(Utf8("MONTH"),coffee.date)'), "month");
  assert.equal(words("extract(year from day)"), "year");
  assert.equal(words("date_of_birth"), "date of birth");
});

test("what is said of several columns is said once", () => {
  const commas = (column) => `Table sales, column ${column}: the column's commas are read as thousands separators`;
  assert.deepEqual(together([commas("q1"), "3 rows do not fit", commas("q2"), commas("q3")]), [
    "Table sales, columns q1, q2 and q3: their commas are read as thousands separators",
    "3 rows do not fit",
  ]);
  assert.deepEqual(together([commas("q1"), commas("q1").replace("sales", "returns")]), [commas("q1"), commas("q1").replace("sales", "returns")]);
});
