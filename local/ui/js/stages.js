// The stages of a job: what is being done now, and afterwards what each of them took.

import { fill, h } from "./dom.js";
import { bytes, count, duration } from "./format.js";
import { icon } from "./icons.js";

const LABELS = {
  Classify: "Understand the question",
  CacheCheck: "Look for an earlier answer",
  Schema: "Read the tables",
  Generate: "Write the SQL",
  Validate: "Check the SQL",
  Execute: "Run the query",
  Explain: "Explain the result",
  CacheWrite: "Remember the answer",
};

function label(stage) {
  const name = LABELS[stage.state] ?? stage.state;
  return stage.attempt > 1 ? `${name} (attempt ${stage.attempt})` : name;
}

/** The live list: `show(job)` as often as the job changes. */
export function liveStages(cancel) {
  const now = h("p", { class: "stage-now", role: "status" }, "Waiting for a free worker");
  const list = h("ol", { class: "stages" });
  const clock = h("span", { class: "stage-clock" }, "0.0 s");
  const button = h("button", { class: "button", type: "button", onclick: press }, icon("stop"), "Cancel");
  const started = performance.now();
  const timer = setInterval(() => (clock.textContent = `${((performance.now() - started) / 1000).toFixed(1)} s`), 100);
  function press() {
    button.disabled = true;
    now.textContent = "Cancelling";
    cancel();
  }
  return {
    element: h("div", { class: "working" }, h("div", { class: "working-head" }, h("span", { class: "spinner", "aria-hidden": "true" }), now, clock, button), list),
    show(job) {
      const current = job.stages.findLast((stage) => stage.status === "running") ?? job.stages.at(-1);
      const text = current ? label(current) : "Waiting for a free worker";
      if (!button.disabled && now.textContent !== text) now.textContent = text;
      fill(list, job.stages.map((stage) => h("li", { class: `stage ${stage.status}` }, label(stage))));
    },
    failed() {
      button.disabled = false;
    },
    stop: () => clearInterval(timer),
  };
}

/** Time, tokens and bytes of all stages. */
export function totals(stages) {
  const sum = (field) => stages.reduce((total, stage) => total + stage[field], 0);
  return { milliseconds: sum("duration_ms"), tokensIn: sum("tokens_in"), tokensOut: sum("tokens_out"), bytes: sum("bytes_scanned") };
}

/** What the answer took, in one line. */
export function costLine(stages) {
  const all = totals(stages);
  const tokens = all.tokensIn + all.tokensOut;
  return [duration(all.milliseconds), tokens > 0 ? `${count(tokens)} tokens` : "no model", all.bytes > 0 && `${bytes(all.bytes)} scanned`].filter(Boolean).join(" · ");
}

/** What each stage took, as bars on one scale. */
export function timings(stages) {
  const longest = Math.max(...stages.map((stage) => stage.duration_ms), 0.001);
  const all = totals(stages);
  const line = (stage) => {
    const bar = h("span", { class: `bar ${stage.status}` });
    bar.style.width = `${Math.max(1, (100 * stage.duration_ms) / longest)}%`;
    const tokens = stage.tokens_in + stage.tokens_out;
    const notes = [
      stage.error,
      stage.retries > 0 && `${stage.retries} repeated`,
      tokens > 0 && `${count(stage.tokens_in)} tokens in, ${count(stage.tokens_out)} out`,
      stage.bytes_scanned > 0 && bytes(stage.bytes_scanned),
    ].filter(Boolean);
    return h("li", {}, h("span", { class: "timing-name" }, label(stage)), h("span", { class: "timing-bar" }, bar), h("span", { class: "timing-value" }, duration(stage.duration_ms)), notes.length > 0 && h("span", { class: "timing-notes" }, notes.join(" · ")));
  };
  const figure = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
  return h(
    "div",
    { class: "stack" },
    h("ol", { class: "timings" }, stages.map(line)),
    h(
      "dl",
      { class: "figures" },
      figure("Time in stages", duration(all.milliseconds)),
      figure("Tokens to models", count(all.tokensIn)),
      figure("Tokens from models", count(all.tokensOut)),
      figure("Scanned", all.bytes > 0 ? bytes(all.bytes) : "not told"),
    ),
  );
}
