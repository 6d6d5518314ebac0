// A table of any length: one page of rows is in the document at a time.

import { announce, fill, freshId, h } from "./dom.js";
import { cell, count, counted, isNumeric, words } from "./format.js";
import { icon } from "./icons.js";
import { change, settings } from "./settings.js";

const SIZES = [10, 25, 50, 100];

/** Texts longer than this are cut in a cell; the whole text is its title. */
const LONG = 160;

/** The table of an answer. `files` are buttons that download it. */
export function table(source, { truncated, files }) {
  const view = { page: 0, sort: null, descending: false, size: settings().pageSize };
  const body = h("tbody");
  const heads = source.columns.map((column) => head(column, view, () => load(0)));
  const grid = h(
    "table",
    { class: "grid" },
    h("caption", { class: "hidden" }, "Result"),
    h("thead", {}, h("tr", {}, heads.map((one) => one.cell))),
    body,
  );
  const problem = h("p", { class: "note bad", role: "alert", hidden: true });
  const pager = pagerOf(source, view, (page) => load(page));
  const scroller = h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Result table" }, grid);
  let running = null;

  async function load(page) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const wish = { offset: page * view.size, limit: view.size, sort: view.sort, descending: view.descending };
    const slow = setTimeout(() => grid.setAttribute("aria-busy", "true"), 150);
    try {
      const rows = await source.page(wish, mine.signal);
      if (mine.signal.aborted) return;
      view.page = page;
      problem.hidden = true;
      fill(body, rows.map((row) => line(row, source.columns)));
      heads.forEach((one) => one.show());
      pager.show();
      if (pager.used()) announce(pager.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      problem.textContent = `These rows could not be loaded: ${error.message}`;
      problem.hidden = false;
    } finally {
      clearTimeout(slow);
      if (running === mine) grid.removeAttribute("aria-busy");
    }
  }

  load(0);
  return h(
    "div",
    { class: "table-panel" },
    truncated && h("p", { class: "note" }, icon("warning"), `Only the first ${counted(source.count, "row")} were kept: the source's row cap cut the result.`),
    problem,
    scroller,
    h("div", { class: "table-foot" }, pager.element, h("div", { class: "row files" }, files)),
  );
}

function head(column, view, reload) {
  const arrow = h("span", { class: "arrow", "aria-hidden": "true" });
  const press = () => {
    // Numbers are asked for from the top, words from A; a third press restores the order of the result.
    const down = isNumeric(column.type);
    if (view.sort !== column.name) Object.assign(view, { sort: column.name, descending: down });
    else if (view.descending === down) view.descending = !down;
    else view.sort = null;
    reload();
  };
  const button = h("button", { type: "button", title: `${column.name}, ${column.type}`, onclick: press }, isNumeric(column.type) && arrow, words(column.name) || column.name, !isNumeric(column.type) && arrow);
  const element = h("th", { scope: "col", class: isNumeric(column.type) && "number" }, button);
  return {
    cell: element,
    show() {
      const sorted = view.sort === column.name;
      arrow.textContent = sorted ? (view.descending ? "↓" : "↑") : "";
      if (sorted) element.setAttribute("aria-sort", view.descending ? "descending" : "ascending");
      else element.removeAttribute("aria-sort");
    },
  };
}

function line(row, columns) {
  return h(
    "tr",
    {},
    columns.map((column, index) => {
      const { type } = column;
      const value = row[index];
      if (value === null || value === undefined) return h("td", { class: "null" }, "null");
      const text = cell(value, column);
      if (isNumeric(type)) return h("td", { class: "number" }, text);
      return text.length > LONG ? h("td", { title: text }, `${text.slice(0, LONG)}…`) : h("td", {}, text);
    }),
  );
}

function pagerOf(source, view, go) {
  let used = false;
  const last = () => Math.max(0, Math.ceil(source.count / view.size) - 1);
  const turn = (page) => {
    used = true;
    go(Math.min(Math.max(0, page), last()));
  };
  const button = (name, label, page) =>
    h("button", { class: "button icon-only quiet", type: "button", "aria-label": label, title: label, onclick: () => turn(page()) }, icon(name));
  const back = [button("first", "First page", () => 0), button("previous", "Previous page", () => view.page - 1)];
  const forth = [button("next", "Next page", () => view.page + 1), button("last", "Last page", last)];
  const text = () => {
    if (source.count === 0) return "No rows";
    const from = view.page * view.size;
    return `${count(from + 1)}–${count(Math.min(from + view.size, source.count))} of ${count(source.count)}`;
  };
  const label = h("span", { class: "pager-text" });
  const id = freshId("size");
  const size = h("select", { id, onchange: resize }, SIZES.map((one) => h("option", { value: one, selected: one === view.size }, one)));
  function resize() {
    const first = view.page * view.size;
    view.size = Number(size.value);
    change({ pageSize: view.size });
    turn(Math.floor(first / view.size));
  }
  const steps = h("div", { class: "row tight" }, back, label, forth);
  const sizes = h("div", { class: "row tight" }, h("label", { for: id }, "Rows"), size);
  return {
    element: h("div", { class: "row pager" }, steps, source.count > SIZES[0] && sizes),
    text,
    used: () => used,
    show() {
      label.textContent = text();
      const alone = last() === 0;
      [...back, ...forth].forEach((one) => (one.hidden = alone));
      back.forEach((one) => (one.disabled = view.page === 0));
      forth.forEach((one) => (one.disabled = view.page >= last()));
    },
  };
}
