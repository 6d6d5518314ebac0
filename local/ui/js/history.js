// Conversations, kept in this browser. An answer itself stays on the server, under its job's id.

const KEY = "analyst.conversations";
const MOST = 100;

/** A random id, also where the page is not served securely. */
export function randomId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** All conversations, the latest first: `{id, source, title, at, turns}`. */
export function conversations() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

/** The conversation of that id. */
export function conversation(id) {
  return conversations().find((one) => one.id === id);
}

function keep(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all.slice(0, MOST)));
  } catch {
    // Without storage the history lasts as long as the page.
  }
  document.dispatchEvent(new Event("historychange"));
}

/** A new conversation about a source; it is kept with its first turn. */
export function begin(source) {
  return { id: randomId(), source, title: "", at: Date.now(), turns: [] };
}

/** Keeps a conversation, as the latest. */
export function save(changed) {
  changed.at = Date.now();
  changed.title ||= changed.turns[0]?.question ?? "";
  keep([changed, ...conversations().filter((one) => one.id !== changed.id)]);
}

/** Keeps what became of a turn, without moving its conversation to the top. */
export function update(changed) {
  keep(conversations().map((one) => (one.id === changed.id ? changed : one)));
}

/** Forgets a conversation. */
export function forget(id) {
  keep(conversations().filter((one) => one.id !== id));
}

/** Forgets all of them. */
export function forgetAll() {
  keep([]);
}
