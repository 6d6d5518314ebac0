// First questions about a source, made of its own tables and columns.

import { isNumeric, isTemporal, sentence, words } from "./format.js";

const MOST = 5;

/** A name in the words of the source: its header as it was written, where that is a word at all. */
function spoken(column) {
  const header = column.synonyms?.[0];
  return words(header && header.includes(" ") ? header : column.name).toLowerCase();
}

/** Up to five questions, of different kinds, about the largest tables first. */
export function suggest(catalog) {
  const tables = catalog.tables.toSorted((a, b) => (b.row_count ?? 0) - (a.row_count ?? 0)).slice(0, 3);
  const kinds = [grouped, overTime, averaged, counted, highest];
  const found = [];
  for (const table of tables) {
    for (const kind of kinds) {
      const question = kind(table);
      if (question && !found.includes(question)) found.push(question);
    }
    if (found.length >= MOST) break;
  }
  return found.slice(0, MOST);
}

function isKey(table, column) {
  const keys = [...(table.primary_key ?? []), ...(table.foreign_keys ?? []).flatMap((key) => key.columns)];
  return keys.includes(column.name) || /(^|_)(id|key|code|no|num|number)$/i.test(column.name);
}

/** Text with few different values: what people group by. */
function group(table) {
  return table.columns.find(({ type, profile }) => type === "varchar" && profile && profile.distinct > 1 && profile.distinct <= 30);
}

function measure(table) {
  const fits = (column) => isNumeric(column.type) && !isKey(table, column) && (column.profile?.distinct ?? 100) > 20 && !/^(year|month|day|hour|minute|lat|lon|longitude|latitude|zip|postcode)$/i.test(column.name);
  const found = table.columns.filter(fits);
  const named = found.find(({ name }) => /amount|price|total|revenue|cost|distance|quantity|salary|value|score/i.test(name));
  // What has fractions measures; what has none often only counts.
  return named ?? found.find(({ type }) => /^(decimal|double)/.test(type)) ?? found[0];
}

const plural = (table) => words(table.name).toLowerCase();

function counted(table) {
  return `How many ${plural(table)} are there?`;
}

function grouped(table) {
  const by = group(table);
  return by && `How many ${plural(table)} by ${spoken(by)}?`;
}

function overTime(table) {
  const time = table.columns.find(({ type }) => isTemporal(type));
  const month = table.columns.find(({ name }) => /^month$/i.test(name));
  if (!time && !month) return null;
  return `Plot the number of ${plural(table)} per month`;
}

function averaged(table) {
  const [what, by] = [measure(table), group(table)];
  return what && by && sentence(`average ${spoken(what)} of ${plural(table)} by ${spoken(by)}`);
}

function highest(table) {
  const what = measure(table);
  return what && `What is the highest ${spoken(what)} of ${plural(table)}?`;
}
