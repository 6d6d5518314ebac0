// How numbers, sizes, times and names are written for a person.

const whole = new Intl.NumberFormat("en-US");
const fraction = new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 });

/** A count with thousands separators. */
export function count(number) {
  return whole.format(number);
}

/** A count and its noun. */
export function counted(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** Milliseconds as a person would say them. */
export function duration(milliseconds) {
  if (milliseconds < 1) return "< 1 ms";
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Bytes in the largest unit that leaves a number of at least one. */
export function bytes(size) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let unit = 0;
  let left = size;
  while (left >= 1000 && unit < units.length - 1) {
    left /= 1000;
    unit += 1;
  }
  return `${left < 10 && unit > 0 ? left.toFixed(1) : Math.round(left)} ${units[unit]}`;
}

/** Whether values of that type are numbers, which stand at the right. */
export function isNumeric(type) {
  return type === "bigint" || type === "double" || type.startsWith("decimal");
}

/** Whether values of that type are dates or instants. */
export function isTemporal(type) {
  return type === "date" || type.startsWith("timestamp");
}

/** Integers that name something rather than count it. */
const LABEL = /(^|[_ ])(year|id|key|code|no|nr|number|zip|postcode|phone)$|^year/i;

/** A cell of a column. */
export function cell(value, { name, type }) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") {
    if (LABEL.test(name)) return String(value);
    if (Number.isInteger(value)) return whole.format(value);
    return Math.abs(value) < 0.0001 ? String(value) : fraction.format(value);
  }
  if (typeof value === "object") return JSON.stringify(value);
  if (type.startsWith("timestamp")) return String(value).replace("T", " ");
  return String(value);
}

/** A column's name in words: `avg(flights.dep_delay)` is `average dep delay`. */
export function words(name) {
  // An engine names the part of a date after the call that takes it: `date_part(Utf8("MONTH"),sales.day)`.
  const part = /^(?:date_part|extract|date_trunc)\(.*?\b(year|quarter|month|week|weekday|day|hour|minute|second)\b/i.exec(name);
  if (part) return part[1].toLowerCase();
  const call = /^(count|sum|avg|min|max)\((.*)\)$/i.exec(name);
  if (call) {
    const inner = words(call[2].replace(/^distinct\s+/i, "").replace(/^.*\./, ""));
    const verb = { count: "number of", sum: "total", avg: "average", min: "lowest", max: "highest" };
    return call[2] === "*" ? "count" : `${verb[call[1].toLowerCase()]} ${inner}`;
  }
  return name.replace(/["`]/g, "").replace(/_+/g, " ").trim();
}

/** The first letter large. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** Today, yesterday, or the date. */
export function dayOf(milliseconds) {
  const then = new Date(milliseconds).toDateString();
  const now = new Date();
  if (then === now.toDateString()) return "Today";
  now.setDate(now.getDate() - 1);
  return then === now.toDateString() ? "Yesterday" : day.format(milliseconds);
}
