// The HTTP API as the page uses it. Every failure is a `Problem`; being offline is told to listeners.

import { settings } from "./settings.js";

/** What went wrong: the status (0 without an answer), the name and a sentence for a person. */
export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

const connection = new EventTarget();
let online = true;

/** Calls back with `true` or `false` whenever the server begins or stops to answer. */
export function onConnection(listener) {
  connection.addEventListener("change", () => listener(online));
}

function connected(now) {
  if (now === online) return;
  online = now;
  connection.dispatchEvent(new Event("change"));
}

function headers(extra = {}) {
  const { token } = settings();
  return token ? { ...extra, Authorization: `Bearer ${token}` } : extra;
}

async function call(method, path, { body, extra, signal } = {}) {
  const init = { method, headers: headers({ Accept: "application/json", ...extra }), signal };
  if (body !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    connected(false);
    throw new Problem(0, "Offline", "The server does not answer.");
  }
  connected(true);
  if (!response.ok) throw await problem(response);
  return response;
}

async function problem(response) {
  const body = await response.json().catch(() => ({}));
  const name = body.title ?? `HTTP ${response.status}`;
  return new Problem(response.status, name, body.detail ?? `The server answered ${response.status}.`);
}

async function json(method, path, options) {
  const response = await call(method, path, options);
  return response.status === 204 ? null : response.json();
}

const part = encodeURIComponent;

export const api = {
  health: () => json("GET", "/v1/health"),
  sources: async () => (await json("GET", "/v1/sources")).sources,
  schema: (source) => json("GET", `/v1/sources/${part(source)}/schema`),
  removeSource: (source) => json("DELETE", `/v1/sources/${part(source)}`),
  submit: (submission, key) => json("POST", "/v1/jobs", { body: submission, extra: { "Idempotency-Key": key } }),
  job: (id, signal) => json("GET", `/v1/jobs/${part(id)}`, { signal }),
  cancel: (id) => json("DELETE", `/v1/jobs/${part(id)}`),
  feedback: (id, feedback) => json("POST", `/v1/jobs/${part(id)}/feedback`, { body: feedback }),
  examples: (source) => json("GET", `/v1/examples?source=${part(source)}`),
  addExample: (example) => json("POST", "/v1/examples", { body: example }),
  removeExample: (id) => json("DELETE", `/v1/examples/${part(id)}`),
  openUpload: (file) => json("POST", "/v1/uploads", { body: { file_name: file.name, size_bytes: file.size } }),
  upload: (id) => json("GET", `/v1/uploads/${part(id)}`),

  /** A page of the full result, sorted by the server. */
  rows: (id, { offset, limit, sort, descending }, signal) => {
    const query = new URLSearchParams({ format: "json", offset, limit });
    if (sort !== null) {
      query.set("sort", sort);
      query.set("order", descending ? "desc" : "asc");
    }
    return json("GET", `/v1/jobs/${part(id)}/result?${query}`, { signal });
  },

  /** The full result as a file. */
  async file(id, format) {
    const response = await call("GET", `/v1/jobs/${part(id)}/result?format=${format}`, { extra: { Accept: "*/*" } });
    return response.blob();
  },

  /** What happens to a job, event by event, until it ends. */
  async *events(id, signal) {
    const response = await call("GET", `/v1/jobs/${part(id)}/events`, { extra: { Accept: "text/event-stream" }, signal });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += value.replaceAll("\r\n", "\n");
      const blocks = text.split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        const lines = block.split("\n").filter((line) => line.startsWith("data:"));
        if (lines.length > 0) yield JSON.parse(lines.map((line) => line.slice(5)).join("\n"));
      }
    }
  },
};

/** Sends a file to the address its ticket names. `progress` gets a part of 1. */
export function send(file, ticket, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", ticket.upload_url);
    const own = new URL(ticket.upload_url, location.href).origin === location.origin;
    const all = own ? headers(ticket.headers) : ticket.headers;
    for (const [name, value] of Object.entries(all)) {
      // The browser itself tells these two.
      if (!/^(content-length|host)$/i.test(name)) request.setRequestHeader(name, value);
    }
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status < 300) return resolve();
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // The object store answers in XML; the status says enough.
      }
      reject(new Problem(request.status, body.title ?? "Upload failed", body.detail ?? `The upload was answered with ${request.status}.`));
    });
    request.addEventListener("error", () => reject(new Problem(0, "Offline", "The connection broke during the upload.")));
    request.addEventListener("abort", () => reject(new DOMException("Stopped.", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
