// SQL with colours: a tokenizer of a few lines, and an editor that says what happens to its text.

import { h, toast } from "./dom.js";
import { icon } from "./icons.js";

const TOKENS =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*'?)|("(?:[^"]|"")*"?)|(\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|([A-Za-z_][\w$]*)|(\s+|[^\w\s])/gi;

const KEYWORDS = new Set(
  `all and any as asc between by case cast cross current_date date desc distinct else end escape except exists extract
  false fetch filter first following for from full group grouping having ilike in inner intersect interval into is join
  last lateral left like limit natural not null nulls offset on or order outer over partition preceding range recursive
  right row rows select sets some table then ties timestamp true unbounded union unnest using values when where window
  with within`.split(/\s+/),
);

/** The kinds and texts of a statement's tokens; together they are the statement. */
export function tokens(sql) {
  return Array.from(sql.matchAll(TOKENS), ({ 0: text, 1: comment, 2: string, 3: quoted, 4: number, 5: word, index }) => {
    if (comment) return ["comment", text];
    if (string) return ["string", text];
    if (quoted) return ["name", text];
    if (number) return ["number", text];
    if (!word) return ["", text];
    if (KEYWORDS.has(word.toLowerCase())) return ["keyword", text];
    return [sql[index + text.length] === "(" ? "function" : "", text];
  });
}

const CLAUSE = /^(from|where|group|having|order|limit|union|except|intersect|window|left|right|full|cross|inner|join)$/i;

/** Line breaks before the clauses of the outermost query, for a statement written on one line. */
export function laidOut(sql) {
  if (sql.includes("\n")) return sql;
  let depth = 0;
  let previous = "";
  let out = "";
  for (const [kind, text] of tokens(sql)) {
    if (text === "(") depth += 1;
    if (text === ")") depth -= 1;
    const joined = /^join$/i.test(text) && /^(left|right|full|cross|inner|outer)$/i.test(previous);
    if (kind === "keyword" && depth === 0 && CLAUSE.test(text) && !joined && out.endsWith(" ")) {
      out = `${out.trimEnd()}\n`;
    }
    if (text.trim()) previous = text;
    out += text;
  }
  return out;
}

/** A statement with colours. */
export function highlighted(sql) {
  const spans = tokens(sql).map(([kind, text]) => (kind ? h("span", { class: `sql-${kind}` }, text) : text));
  return h("pre", { class: "sql", tabindex: "0", "aria-label": "SQL statement" }, h("code", {}, spans));
}

/**
 * A statement that can be copied and changed. `run(sql)` asks again with the changed statement, and
 * `correct(sql)` keeps it as the right one; without `correct` there is nothing to correct.
 */
export function statement(sql, { run, correct }) {
  const shown = laidOut(sql);
  const panel = h("div", { class: "statement" });
  const show = () => panel.replaceChildren(highlighted(shown), actions);
  const edit = () => {
    panel.replaceChildren(editor(shown, { run, correct, cancel: show }));
    panel.querySelector("textarea").focus();
  };
  const actions = h(
    "div",
    { class: "row" },
    h("button", { class: "button quiet", type: "button", onclick: () => copy(shown) }, icon("copy"), "Copy"),
    h("button", { class: "button quiet", type: "button", onclick: edit }, icon("pencil"), "Edit"),
  );
  show();
  return { panel, edit };
}

function editor(sql, { run, correct, cancel }) {
  const area = h("textarea", { class: "sql-editor", spellcheck: "false", rows: Math.max(4, sql.split("\n").length + 1), "aria-label": "SQL to run" });
  area.value = sql;
  const value = () => area.value.trim();
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(value());
    if (event.key === "Escape") cancel();
  });
  return h(
    "div",
    { class: "stack" },
    area,
    h("p", { class: "hint" }, "Your statement passes the same check as any other: one read-only query over tables you may see."),
    h(
      "div",
      { class: "row" },
      h("button", { class: "button primary", type: "button", onclick: () => run(value()) }, "Run"),
      correct && h("button", { class: "button", type: "button", onclick: () => correct(value()) }, icon("check"), "Save as the right answer"),
      h("button", { class: "button quiet", type: "button", onclick: cancel }, "Discard"),
    ),
  );
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast("The browser did not allow copying.");
  }
}
