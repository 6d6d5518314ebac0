// Bringing data: a file by drop or choice, its way to the server, and what became of it.

import { api, send } from "./api.js";
import { announce, fill, h } from "./dom.js";
import { bytes, counted, duration } from "./format.js";
import { icon } from "./icons.js";
import { report } from "./report.js";
import { prefer, refresh } from "./sources.js";

/** What can become tables; the server looks at the content and has the last word. */
const ENDINGS = ".zip,.csv,.tsv,.txt,.tab,.psv,.gz,.xlsx,.parquet";

/** Pause between two looks at an upload, milliseconds. */
const PAUSE = 700;

/** The page for uploads. */
export function uploadPage(main) {
  let gone = false;
  const work = h("div", { class: "stack" });
  const input = h("input", { type: "file", id: "file", class: "hidden", accept: ENDINGS, onchange: () => input.files[0] && take(input.files[0]) });
  const zone = h(
    "label",
    { class: "drop", for: "file", ondragover: over, ondragleave: () => zone.classList.remove("over"), ondrop: drop },
    icon("upload"),
    h("strong", {}, "Drop a file here"),
    h("span", { class: "soft" }, "or ", h("span", { class: "link" }, "choose one"), ": a ZIP of CSV files, one CSV file, an Excel workbook or Parquet"),
    input,
  );
  fill(
    main,
    h(
      "div",
      { class: "page narrow" },
      h("a", { class: "back", href: "#/data" }, icon("previous"), "Data"),
      h("h1", {}, "Bring your data"),
      h("p", { class: "lead" }, "In a ZIP each CSV file becomes a table, and files of one folder with the same columns become one. Types are found from every row. A new upload of the same name takes the place of the old one at once."),
      zone,
      work,
    ),
  );
  return () => (gone = true);

  function over(event) {
    event.preventDefault();
    zone.classList.add("over");
  }

  function drop(event) {
    event.preventDefault();
    zone.classList.remove("over");
    const file = event.dataTransfer.files[0];
    if (file) take(file);
  }

  async function take(file) {
    input.value = "";
    const stop = new AbortController();
    const shown = progress(file, () => stop.abort());
    fill(work, shown.element);
    zone.hidden = true;
    try {
      const ticket = await api.openUpload(file);
      await send(file, ticket, shown.sent, stop.signal);
      shown.reading();
      const upload = await settled(ticket.upload_id, shown.read);
      if (upload) done(file, upload);
    } catch (error) {
      if (error.name === "AbortError") again();
      else bad(file, error.message);
    }
  }

  async function settled(id, read) {
    while (!gone) {
      const upload = await api.upload(id);
      if (upload.progress) read(upload.progress);
      if (upload.status === "succeeded" || upload.status === "failed") return upload;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    return null;
  }

  function done(file, upload) {
    if (upload.status === "failed") return bad(file, upload.error?.detail ?? "It could not be turned into tables.", upload.error?.title);
    refresh();
    prefer(upload.source);
    zone.hidden = false;
    fill(work, h("div", { class: "state good", role: "status" }, icon("check"), h("p", {}, h("strong", {}, upload.source), " is ready."), h("a", { class: "button primary", href: "#/" }, "Ask about it"), h("a", { class: "button", href: `#/data/${encodeURIComponent(upload.source)}` }, "See the tables")), upload.report && report(upload.report));
    announce(`${upload.source} is ready.`);
  }

  function bad(file, text, name) {
    zone.hidden = false;
    fill(work, h("div", { class: "state bad", role: "alert" }, icon("warning"), h("div", {}, h("p", {}, h("strong", {}, file.name), " was not taken."), h("p", {}, text), name && h("p", { class: "soft small" }, name))));
  }

  function again() {
    zone.hidden = false;
    work.replaceChildren();
  }
}

function progress(file, cancel) {
  const bar = h("progress", { max: "1", value: "0", "aria-label": `Upload of ${file.name}` });
  const text = h("p", { role: "status" }, `Sending ${file.name}, ${bytes(file.size)}`);
  const left = h("span", { class: "soft small" });
  const stop = h("button", { class: "button", type: "button", onclick: cancel }, icon("close"), "Stop");
  const started = performance.now();
  return {
    element: h("div", { class: "card stack" }, h("div", { class: "row spread" }, text, stop), bar, left),
    sent(part) {
      bar.value = part;
      const spent = performance.now() - started;
      left.textContent = part < 1 && spent > 1500 ? `${Math.round(part * 100)} %, about ${duration((spent * (1 - part)) / part)} left` : `${Math.round(part * 100)} %`;
    },
    reading() {
      bar.removeAttribute("value");
      stop.hidden = true;
      text.textContent = "Reading every row to find the types";
      left.textContent = "";
    },
    read({ bytes_read: done, bytes_total: all, table, rows }) {
      if (all > 0) bar.value = Math.min(1, done / all);
      const now = table ? `Reading ${table}, ${counted(rows, "row")}` : text.textContent;
      if (text.textContent !== now) text.textContent = now;
      left.textContent = all > 0 ? `${bytes(done)} of ${bytes(all)}` : "";
    },
  };
}
