// An answer: what it says, the picture, the rows, the statement, what it took, and a person's word on it.

import { api } from "./api.js";
import { chart } from "./chart.js";
import { fill, h, toast } from "./dom.js";
import { cell, counted, duration, sentence, words } from "./format.js";
import { icon } from "./icons.js";
import { rowsOf } from "./rows.js";
import { statement } from "./sql.js";
import { costLine, timings, totals } from "./stages.js";
import { table } from "./table.js";
import { tabs } from "./tabs.js";

const OUTCOMES = {
  refused: ["Refused", "bad"],
  unanswerable: ["No answer in this data", "warn"],
  needs_clarification: ["Which one do you mean?", "asking"],
  not_permitted: ["Not permitted", "bad"],
  empty: ["Nothing found", "warn"],
};

/** The answer of a job. `ask(question)` and `runSql(sql)` go on from it. */
export function answerView(job, { ask, runSql }) {
  const { answer } = job;
  const badges = h("div", { class: "row badges" }, badgesOf(answer));
  return h(
    "div",
    { class: "answer stack" },
    badges,
    tile(answer),
    h("div", { class: "explanation" }, paragraphs(answer.text)),
    choices(answer, ask),
    findings(answer),
    details(job, badges, runSql),
    suggestions(answer, ask),
  );
}

function badgesOf(answer) {
  const outcome = OUTCOMES[answer.outcome];
  return [
    outcome && h("span", { class: `badge ${outcome[1]}` }, outcome[0]),
    answer.verified && verifiedBadge(),
    answer.cached && !answer.verified && h("span", { class: "badge", title: "The same question was answered before." }, icon("clock"), "Answered before"),
    answer.sql !== null && h("span", { class: "cost" }, [made(answer), costLine(answer.stages)].filter(Boolean).join(" · ")),
  ];
}

function verifiedBadge() {
  return h("span", { class: "badge good verified", title: "A person approved this answer." }, icon("seal"), "Verified");
}

function made({ approach, confidence }) {
  const by = { rules: "rules", zero_shot: "model", few_shot: "model with examples", auto: null }[approach];
  return by && (confidence === null ? `by ${by}` : `by ${by}, ${Math.round(confidence * 100)} % sure`);
}

function paragraphs(text) {
  return text.split(/\n+/).filter(Boolean).map((one) => h("p", {}, one));
}

function isTile({ rows, columns }) {
  return rows.length === 1 && columns.length === 1 && rows[0][0] !== null;
}

/** One value is best read large. */
function tile(answer) {
  if (!isTile(answer)) return null;
  const { rows, columns } = answer;
  const value = rows[0][0];
  const text = typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 2 }) : cell(value, columns[0]);
  return h("p", { class: "tile" }, h("span", { class: "tile-value" }, text), h("span", { class: "tile-name" }, sentence(words(columns[0].name))));
}

function choices(answer, ask) {
  if (answer.choices.length === 0) return null;
  const button = ({ label, question }) => h("button", { class: "choice", type: "button", onclick: () => ask(question) }, h("strong", {}, label), h("span", { class: "soft" }, question));
  return h("div", { class: "choices", role: "group", "aria-label": "Readings to choose from" }, answer.choices.map(button));
}

/** That the row cap is written into the statement is worth a word only when it cut something. */
function findings(answer) {
  const told = answer.findings.filter(({ kind }) => kind !== "row_cap" || answer.truncated);
  return told.map(({ message }) => h("p", { class: "note" }, icon("warning"), message));
}

function details(job, badges, runSql) {
  const { answer } = job;
  if (answer.sql === null) return null;
  const ran = answer.columns.length > 0;
  const correct = ran && answer.outcome === "answered" ? save : null;
  const sql = statement(answer.sql, { run: runSql, correct });
  const all = [
    answer.chart && { name: "chart", label: [icon("chart"), "Chart"], make: () => chart(answer.chart) },
    ran && { name: "table", label: [icon("table"), `Table`, h("span", { class: "tally" }, answer.row_count.toLocaleString("en-US"))], make: () => table(rowsOf(job.job_id, answer), { truncated: answer.truncated, files: files(job) }) },
    { name: "sql", label: [icon("code"), "SQL"], make: () => sql.panel },
    { name: "how", label: [icon("clock"), "How"], make: () => how(answer) },
  ].filter(Boolean);
  // A single value stands above already, so the first thing worth a look is where it came from.
  const tabbed = tabs("Details of the answer", all, isTile(answer) ? "sql" : undefined);
  const word = ran && answer.outcome === "answered" ? verdict(job, badges, () => (tabbed.show("sql"), sql.edit())) : null;

  async function save(corrected) {
    if (await tell(job.job_id, { verdict: "reject", corrected_sql: corrected })) {
      word.told("Corrected. Next time your statement answers this question.");
    }
  }

  return h("div", { class: "stack" }, tabbed.element, word?.element);
}

function how(answer) {
  const reading = answer.reading && h("p", { class: "reading" }, h("span", { class: "soft" }, "Read as: "), answer.reading);
  return h("div", { class: "stack" }, reading, timings(answer.stages));
}

function files(job) {
  const button = (format, name) => h("button", { class: "button quiet", type: "button", onclick: (event) => download(event.currentTarget, job, format) }, icon("download"), name);
  return [button("csv", "CSV"), button("xlsx", "Excel"), button("parquet", "Parquet"), button("json", "JSON")];
}

async function download(button, job, format) {
  button.disabled = true;
  try {
    const address = URL.createObjectURL(await api.file(job.job_id, format));
    const name = job.request.question.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "result";
    h("a", { href: address, download: `${name}.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    toast(`The file could not be made: ${error.message}`);
  }
  button.disabled = false;
}

async function tell(jobId, feedback) {
  try {
    await api.feedback(jobId, feedback);
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

/** Approve, correct, reject; and afterwards what that did. */
function verdict(job, badges, edit) {
  const element = h("div", { class: "verdict" });
  const told = (text) => fill(element, h("p", { role: "status" }, icon("check"), text));
  const button = (name, label, press) => h("button", { class: "button", type: "button", onclick: press }, icon(name), label);
  const approve = async () => {
    if (!(await tell(job.job_id, { verdict: "approve" }))) return;
    if (!badges.querySelector(".verified")) badges.prepend(verifiedBadge());
    told("Approved. The same question is now answered from here, and it is an example for others.");
  };
  const reject = async () => {
    if (!(await tell(job.job_id, { verdict: "reject" }))) return;
    badges.querySelector(".verified")?.remove();
    told("Rejected. This answer is not served again.");
  };
  fill(element, h("span", { class: "soft" }, "Is this right?"), h("div", { class: "row" }, button("check", "Approve", approve), button("pencil", "Correct", edit), button("cross", "Reject", reject)));
  return { element, told };
}

function suggestions({ suggestions: all, question }, ask) {
  const others = all.filter((one) => one !== question);
  if (others.length === 0) return null;
  return h("div", { class: "chips", role: "group", "aria-label": "Questions to go on with" }, others.map((one) => h("button", { class: "chip", type: "button", onclick: () => ask(one) }, one)));
}

/** What a screen reader says when the answer is there. */
export function spoken({ answer }) {
  const outcome = OUTCOMES[answer.outcome]?.[0] ?? "Answered";
  const rows = answer.row_count > 0 ? ` ${counted(answer.row_count, "row")} in ${duration(totals(answer.stages).milliseconds)}.` : "";
  return `${outcome}. ${answer.text}${rows}`;
}
