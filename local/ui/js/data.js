// The data: which sources there are, and what each of them holds.

import { api } from "./api.js";
import { unreachable } from "./conversation.js";
import { fill, h, toast } from "./dom.js";
import { count, counted } from "./format.js";
import { icon } from "./icons.js";
import { profile } from "./profile.js";
import { catalog, kindOf, prefer, refresh, sources } from "./sources.js";

/** The list of the sources. */
export async function dataPage(main) {
  const list = h("div", { class: "source-list" }, h("div", { class: "skeleton tall" }));
  fill(main, h("div", { class: "page" }, h("div", { class: "row spread" }, h("h1", {}, "Data"), h("a", { class: "button primary", href: "#/upload" }, icon("upload"), "Upload")), list));
  try {
    const all = await sources();
    if (all.length === 0) fill(list, h("p", { class: "lead" }, "There is no source yet. A ZIP of CSV files becomes one, or an Excel workbook."));
    else fill(list, all.map(sourceCard));
  } catch (error) {
    fill(main, unreachable(error, () => dataPage(main)));
  }
}

function sourceCard(source) {
  const facts = h("span", { class: "soft" }, "…");
  catalog(source.name).then(
    ({ tables }) => {
      const rows = tables.reduce((sum, table) => sum + (table.row_count ?? 0), 0);
      facts.textContent = `${counted(tables.length, "table")}${rows > 0 ? `, ${counted(rows, "row")}` : ""}`;
    },
    (error) => (facts.textContent = error.message),
  );
  return h(
    "a",
    { class: "card source-card", href: `#/data/${encodeURIComponent(source.name)}` },
    icon("database"),
    h("span", { class: "source-card-text" }, h("strong", {}, source.name), h("span", { class: "soft" }, kindOf(source), source.version > 0 && `, version ${source.version}`), source.description && h("span", {}, source.description)),
    facts,
  );
}

/** One source: its tables, and the columns of the one that is chosen. */
export async function sourcePage(main, name, table) {
  fill(main, h("div", { class: "page" }, h("div", { class: "skeleton" }), h("div", { class: "skeleton tall" })));
  try {
    const [all, held] = await Promise.all([sources(), catalog(name)]);
    const source = all.find((one) => one.name === name);
    fill(main, browser(source, held, table));
  } catch (error) {
    fill(main, unreachable(error, () => sourcePage(main, name, table)));
  }
}

function browser(source, held, chosen) {
  const table = held.tables.find((one) => one.name === chosen) ?? largest(held.tables);
  const address = (one) => `#/data/${encodeURIComponent(held.source)}/${encodeURIComponent(one.name)}`;
  const link = (one) => h("a", { href: address(one), "aria-current": one === table && "true" }, h("span", {}, one.name), one.row_count !== undefined && h("span", { class: "soft" }, count(one.row_count)));
  return h(
    "div",
    { class: "page" },
    h("a", { class: "back", href: "#/data" }, icon("previous"), "Data"),
    h("div", { class: "row spread" }, h("h1", {}, held.source), h("div", { class: "row" }, h("a", { class: "button primary", href: "#/", onclick: () => prefer(held.source) }, "Ask about it"), source?.kind === "s3" && removal(held.source))),
    source && h("p", { class: "lead" }, [kindOf(source), source.description].filter(Boolean).join(". ")),
    h("div", { class: "browser" }, h("nav", { class: "tables", "aria-label": "Tables" }, held.tables.map(link)), table ? tableView(table) : h("p", {}, "No table of this source may be seen.")),
  );
}

function largest(tables) {
  return tables.toSorted((a, b) => (b.row_count ?? 0) - (a.row_count ?? 0))[0];
}

function removal(name) {
  const first = h("button", { class: "button quiet", type: "button", onclick: ask }, icon("trash"), "Remove");
  const element = h("div", { class: "row" }, first);
  function ask() {
    const sure = h("button", { class: "button danger", type: "button", onclick: remove }, `Remove ${name} for good`);
    fill(element, sure, h("button", { class: "button", type: "button", onclick: () => fill(element, first) }, "Keep it"));
    sure.focus();
  }
  async function remove() {
    try {
      await api.removeSource(name);
      refresh();
      location.hash = "#/data";
    } catch (error) {
      toast(error.message);
    }
  }
  return element;
}

function tableView(table) {
  const keys = new Map((table.foreign_keys ?? []).flatMap((key) => key.columns.map((column, at) => [column, `${key.references_table}.${key.references_columns[at]}`])));
  return h(
    "section",
    { class: "table-view", "aria-label": `Columns of ${table.name}` },
    h("h2", {}, table.name),
    table.description && h("p", {}, table.description),
    h("p", { class: "soft" }, [table.row_count !== undefined && counted(table.row_count, "row"), counted(table.columns.length, "column")].filter(Boolean).join(", ")),
    h("ul", { class: "columns" }, table.columns.map((column) => columnView(column, table, keys))),
  );
}

function columnView(column, table, keys) {
  const known = (column.synonyms ?? []).filter((one) => one.toLowerCase() !== column.name);
  return h(
    "li",
    { class: "column" },
    h(
      "div",
      { class: "column-name" },
      h("strong", {}, column.name),
      h("span", { class: "type" }, column.type),
      (table.primary_key ?? []).includes(column.name) && h("span", { class: "badge" }, icon("key"), "key"),
      keys.has(column.name) && h("span", { class: "badge" }, `→ ${keys.get(column.name)}`),
      column.description && h("p", {}, column.description),
      known.length > 0 && h("p", { class: "soft small" }, `Also called ${known.join(", ")}`),
    ),
    profile(column, table.row_count),
  );
}
