// What an ingest did, for the person whose files they were.

import { h } from "./dom.js";
import { count, counted } from "./format.js";
import { icon } from "./icons.js";

const DELIMITERS = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space", "": "one column" };

/** The report: tables, then what to look at, then each file. */
export function report(done) {
  const rejected = done.files.reduce((sum, file) => sum + file.rows_rejected, 0);
  const rows = done.tables.reduce((sum, table) => sum + table.rows, 0);
  return h(
    "section",
    { class: "report stack", "aria-label": "What was loaded" },
    h("p", {}, done.unchanged ? "These very tables were there already. " : "", `${counted(rows, "row")} in ${counted(done.tables.length, "table")}`, rejected > 0 ? `; ${counted(rejected, "row")} did not fit and ${rejected === 1 ? "was" : "were"} set aside.` : "; every row fitted."),
    together(done.warnings).map((warning) => h("p", { class: "note" }, icon("warning"), warning)),
    h("ul", { class: "report-tables" }, done.tables.map(tableLine)),
    fold(`${counted(done.files.length, "file")} read`, files(done.files), rejected > 0),
    done.skipped.length > 0 && fold(`${counted(done.skipped.length, "entry", "entries")} skipped`, skipped(done.skipped), true),
  );
}

/** What is said of several columns of a table is said once. */
export function together(warnings) {
  const groups = new Map();
  for (const warning of warnings) {
    const [, table, column, text] = /^Table (.+?), column (.+?): (.+)$/s.exec(warning) ?? [];
    const key = text ? `${table}\n${text}` : warning;
    const group = groups.get(key) ?? { warning, table, text, columns: [] };
    group.columns.push(column);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ warning, table, text, columns }) =>
    columns.length > 1 && text ? `Table ${table}, columns ${columns.slice(0, -1).join(", ")} and ${columns.at(-1)}: ${text.replace(/^the column's /, "their ")}` : warning,
  );
}

function tableLine(table) {
  return h("li", { class: "card" }, h("div", { class: "row spread" }, h("strong", {}, table.name), h("span", { class: "soft" }, counted(table.rows, "row"))), h("p", { class: "types" }, table.columns.map((column) => h("span", { class: "type" }, column.name, " ", h("span", { class: "soft" }, column.type)))));
}

function fold(title, content, open) {
  return h("details", { open }, h("summary", {}, title), h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": title }, content));
}

function grid(heads, rows) {
  return h("table", { class: "grid" }, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, rows));
}

function files(all) {
  const line = (file) => {
    const { dialect } = file;
    const written = [dialect.encoding, DELIMITERS[dialect.delimiter] ?? dialect.delimiter, dialect.has_header ? "with header" : "no header", dialect.preamble_lines > 0 && `${counted(dialect.preamble_lines, "line")} before it`];
    return h("tr", {}, h("td", {}, file.path), h("td", {}, file.table), h("td", { class: "number" }, count(file.rows_loaded)), h("td", { class: file.rows_rejected > 0 ? "number bad" : "number" }, count(file.rows_rejected)), h("td", {}, written.filter(Boolean).join(", ")));
  };
  return grid(["File", "Table", "Rows", "Set aside", "Written as"], all.map(line));
}

function skipped(all) {
  return grid(["Entry", "Why"], all.map(({ path, reason }) => h("tr", {}, h("td", {}, path), h("td", {}, reason))));
}
