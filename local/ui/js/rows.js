// Where the rows of a table come from: this page's memory when all are here, else the server, page by page.

import { api } from "./api.js";
import { isNumeric } from "./format.js";

/** Pages that are kept, so that going back asks nothing. */
const KEPT_PAGES = 20;

/** The rows of an answer: `count`, and `page({offset, limit, sort, descending})`. */
export function rowsOf(jobId, answer) {
  return answer.rows.length >= answer.row_count ? local(answer) : remote(jobId, answer);
}

function local({ columns, rows }) {
  let sorted = { key: "", rows };
  return {
    count: rows.length,
    columns,
    async page({ offset, limit, sort, descending }) {
      const key = `${sort} ${descending}`;
      if (sorted.key !== key) sorted = { key, rows: sort === null ? rows : order(rows, columns, sort, descending) };
      return sorted.rows.slice(offset, offset + limit);
    },
  };
}

function order(rows, columns, name, descending) {
  const index = columns.findIndex((column) => column.name === name);
  const compare = isNumeric(columns[index].type) ? (a, b) => Number(a) - Number(b) : byText;
  const sign = descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [one[index], other[index]];
    // What is missing stands last in either direction.
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * compare(a, b);
  });
}

const collator = new Intl.Collator("en", { numeric: true });

function byText(a, b) {
  return collator.compare(String(a), String(b));
}

function remote(jobId, { columns, row_count: count }) {
  const pages = new Map();
  return {
    count,
    columns,
    async page(wish, signal) {
      const key = JSON.stringify(wish);
      if (!pages.has(key)) {
        const { rows } = await api.rows(jobId, wish, signal);
        if (pages.size >= KEPT_PAGES) pages.delete(pages.keys().next().value);
        pages.set(key, rows);
      }
      return pages.get(key);
    },
  };
}
