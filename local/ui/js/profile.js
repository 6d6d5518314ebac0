// What the values of a column look like: a small picture and a few words.

import { h } from "./dom.js";
import { cell, count } from "./format.js";

/** The part of all rows that the pictured values must make up. */
const TELLING = 0.05;

/** Values that are pictured. */
const MOST = 5;

/** The profile of a column; nothing when its values were never looked at. */
export function profile(column, rowCount) {
  const known = column.profile;
  if (!known) return h("div", { class: "profile soft" }, "Not profiled");
  const value = (text) => cell(text, column);
  const facts = [
    known.distinct > 1 && `${count(known.distinct)} different values${known.distinct_exact ? "" : " or so"}`,
    known.nulls > 0 && rowCount > 0 && `${share(known.nulls, rowCount)} missing`,
    known.min !== undefined && (known.min === known.max ? `always ${value(known.min)}` : `${value(known.min)} to ${value(known.max)}`),
  ];
  return h("div", { class: "profile" }, completeness(known, rowCount), h("p", { class: "soft small" }, facts.filter(Boolean).join(" · ")), frequent(known, value, rowCount));
}

function share(part, whole) {
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? "< 1 %" : `${Math.round(percent)} %`;
}

/** How much of the column is there; nothing when all of it is. */
function completeness(known, rowCount) {
  if (!rowCount || known.nulls === 0) return null;
  const bar = h("span", { class: "fill-bar", title: `${count(rowCount - known.nulls)} of ${count(rowCount)} rows have a value` }, h("span"));
  bar.firstChild.style.width = `${(100 * (rowCount - known.nulls)) / rowCount}%`;
  return bar;
}

function frequent(known, value, rowCount) {
  const shown = (known.frequent ?? []).slice(0, MOST);
  // A picture of values that are a few rows each, or of the only one there is, would tell nothing.
  const together = shown.reduce((sum, one) => sum + one.count, 0);
  if (known.distinct < 2 || together < TELLING * (rowCount || together)) return null;
  const most = shown[0].count;
  return h(
    "ul",
    { class: "frequent" },
    shown.map((one) => {
      const bar = h("span", { class: "frequent-bar" });
      bar.style.width = `${(100 * one.count) / most}%`;
      return h("li", {}, h("span", { class: "frequent-value", title: one.value }, value(one.value) || "(empty)"), h("span", { class: "frequent-track" }, bar), h("span", { class: "soft small" }, rowCount ? share(one.count, rowCount) : count(one.count)));
    }),
  );
}
