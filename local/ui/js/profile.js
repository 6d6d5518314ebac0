// What the values of a column look like: a small picture and a few words.

import { h } from "./dom.js";
import { cell, count, counted } from "./format.js";

/** Values that are pictured. */
const MOST = 5;

/** The profile of a column; nothing when its values were never looked at. */
export function profile({ type, profile: known }, rowCount) {
  if (!known) return h("div", { class: "profile soft" }, "Not profiled");
  const value = (text) => cell(text, type);
  const facts = [
    `${counted(known.distinct, "different value")}${known.distinct_exact ? "" : " or so"}`,
    known.nulls > 0 && rowCount > 0 && `${share(known.nulls, rowCount)} missing`,
    known.min !== undefined && known.max !== undefined && `${value(known.min)} to ${value(known.max)}`,
  ];
  return h("div", { class: "profile" }, completeness(known, rowCount), h("p", { class: "soft small" }, facts.filter(Boolean).join(" · ")), frequent(known, value, rowCount));
}

function share(part, whole) {
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? "under 1 %" : `${Math.round(percent)} %`;
}

/** How much of the column is there, and how much of it is the same few values. */
function completeness(known, rowCount) {
  if (!rowCount) return null;
  const bar = h("span", { class: "fill-bar", title: `${count(rowCount - known.nulls)} of ${count(rowCount)} rows have a value` }, h("span"));
  bar.firstChild.style.width = `${(100 * (rowCount - known.nulls)) / rowCount}%`;
  return bar;
}

function frequent(known, value, rowCount) {
  const shown = (known.frequent ?? []).slice(0, MOST);
  // A picture of values that occur once each would tell nothing.
  if (shown.length === 0 || shown[0].count <= 1) return null;
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
