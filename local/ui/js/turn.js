// One question and what becomes of it: sent, followed, answered, failed or cancelled.

import { answerView, spoken } from "./answer.js";
import { api, Problem } from "./api.js";
import { announce, fill, h } from "./dom.js";
import { randomId } from "./history.js";
import { icon } from "./icons.js";
import { liveStages } from "./stages.js";

/** Pauses between two looks at a job, milliseconds; the last one is repeated. */
const PAUSES = [150, 250, 400, 700, 1000, 2000];

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const ended = (status) => status === "succeeded" || status === "failed" || status === "cancelled";

/**
 * The view of a turn `{key, question, source, options, job_id?}`. `on.changed()` when the turn must be kept,
 * `on.ask(question)` and `on.runSql(sql)` to go on from it.
 */
export function turnView(turn, on) {
  const body = h("div", { class: "turn-body" });
  const edited = turn.options.sql && h("span", { class: "badge" }, icon("code"), "Edited SQL");
  const element = h("article", { class: "turn", "aria-label": turn.question }, h("div", { class: "question" }, h("h2", {}, turn.question), edited), body);
  let gone = false;

  async function start() {
    try {
      turn.job_id ??= await submit(turn);
      on.changed();
      const job = await follow();
      if (job && !gone) finish(job);
    } catch (error) {
      if (!gone) failed(error);
    }
  }

  async function follow() {
    let job = await api.job(turn.job_id);
    if (ended(job.status)) return job;
    const live = liveStages(cancel);
    const stream = new AbortController();
    fill(body, live.element);
    live.show(job);
    announce("Working on it.");
    async function cancel() {
      try {
        await api.cancel(turn.job_id);
      } catch {
        live.failed();
      }
    }
    const wake = listen(turn.job_id, stream.signal);
    try {
      for (let look = 0; !ended(job.status) && !gone; look += 1) {
        await Promise.race([sleep(PAUSES[Math.min(look, PAUSES.length - 1)]), wake.next()]);
        job = await patiently(() => api.job(turn.job_id));
        live.show(job);
      }
    } finally {
      stream.abort();
      live.stop();
    }
    return gone ? null : job;
  }

  function finish(job) {
    if (job.status === "cancelled") return cancelled();
    if (job.status === "failed") return failed(new Problem(job.error.status, job.error.title, job.error.detail));
    turn.sql = job.answer.sql;
    turn.asked = job.answer.question;
    on.changed();
    fill(body, answerView(job, on));
    announce(spoken(job));
  }

  function again(fresh) {
    if (fresh) {
      turn.key = null;
      turn.job_id = undefined;
    }
    working();
    start();
  }

  function working() {
    fill(body, h("div", { class: "skeleton" }), h("div", { class: "skeleton short" }));
  }

  function cancelled() {
    fill(body, h("div", { class: "state" }, h("p", {}, "Cancelled."), againButton(true)));
    announce("Cancelled.");
  }

  function failed(error) {
    const lost = error.status === 404 && turn.job_id;
    const text = lost ? "This answer is no longer kept by the server." : error.message;
    const name = !lost && error.title && error.title !== "Offline" ? h("p", { class: "soft small" }, error.title) : null;
    fill(body, h("div", { class: "state bad", role: "alert" }, icon("warning"), h("div", {}, h("p", {}, text), name), againButton(error.status !== 0)));
  }

  function againButton(fresh) {
    return h("button", { class: "button", type: "button", onclick: () => again(fresh) }, fresh ? "Ask again" : "Try again");
  }

  working();
  start();
  return { element, turn, leave: () => (gone = true) };
}

async function submit(turn) {
  turn.key ??= randomId();
  const submission = { question: turn.question, source: turn.source, conversation_id: turn.conversation, options: turn.options };
  const accepted = await api.submit(submission, turn.key);
  return accepted.job_id;
}

/** A server that restarts finishes its jobs, so a look that fails is made again for a while. */
async function patiently(look) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await look();
    } catch (error) {
      if (error.status !== 0 || tries >= 60) throw error;
      await sleep(1000);
    }
  }
}

/** Wakes up with every event of the job. Without a stream it sleeps, and looking now and then is enough. */
function listen(id, signal) {
  const stream = api.events(id, signal);
  let open = true;
  const forever = new Promise(() => {});
  return {
    async next() {
      if (!open) return forever;
      try {
        const { done } = await stream.next();
        if (!done) return undefined;
      } catch {
        // Looking goes on.
      }
      open = false;
      return forever;
    },
  };
}
