// The sources and their catalogues, fetched once and again after a change.

import { api } from "./api.js";
import { change, settings } from "./settings.js";

let list;
const catalogs = new Map();

/** All sources, by name. */
export function sources() {
  list ??= api.sources();
  list.catch(() => (list = undefined));
  return list;
}

/** What a source holds. */
export function catalog(name) {
  if (!catalogs.has(name)) {
    const wanted = api.schema(name);
    wanted.catch(() => catalogs.delete(name));
    catalogs.set(name, wanted);
  }
  return catalogs.get(name);
}

/** Fetches everything anew next time: an upload or a removal changed it. */
export function refresh() {
  list = undefined;
  catalogs.clear();
}

/** The source that was used last, if it is still there, else the first. */
export function preferred(all) {
  const last = settings().source;
  return all.some(({ name }) => name === last) ? last : (all[0]?.name ?? null);
}

/** Remembers the source for the next question. */
export function prefer(name) {
  change({ source: name });
}

/** What kind of source it is, for a person. */
export function kindOf({ kind }) {
  return { s3: "Uploaded files", postgresql: "PostgreSQL", redshift: "Amazon Redshift" }[kind] ?? kind;
}
