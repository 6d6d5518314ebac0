// Curated pairs of question and SQL: what the system learns from.

import { api } from "./api.js";
import { unreachable } from "./conversation.js";
import { fill, h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { preferred, sources } from "./sources.js";
import { highlighted, laidOut } from "./sql.js";

/** The page of the examples. */
export async function examplesPage(main) {
  fill(main, h("div", { class: "page narrow" }, h("h1", {}, "Examples"), h("div", { class: "skeleton tall" })));
  try {
    const all = await sources();
    show(main, all, preferred(all));
  } catch (error) {
    fill(main, unreachable(error, () => examplesPage(main)));
  }
}

function show(main, all, source) {
  const adding = h("div");
  const list = h("div", { class: "stack" }, h("div", { class: "skeleton tall" }));
  const reload = () => load(list, source, () => fill(adding, form(source, reload)));
  const select = h("select", { id: "example-source", onchange: () => show(main, all, select.value) }, all.map(({ name }) => h("option", { value: name, selected: name === source }, name)));
  fill(
    main,
    h(
      "div",
      { class: "page narrow" },
      h("div", { class: "row spread" }, h("h1", {}, "Examples"), all.length > 0 && h("div", { class: "row tight" }, h("label", { for: "example-source" }, "Source"), select)),
      h("p", { class: "lead" }, "Questions with the SQL that answers them. An approved answer becomes one."),
      adding,
      list,
    ),
  );
  if (source) reload();
  else fill(list, h("p", { class: "state" }, "There is no source yet."));
}

/** Shows the examples; only a server that lists them is offered more (`ready`). */
async function load(list, source, ready) {
  try {
    const { examples } = await api.examples(source);
    ready();
    if (examples.length === 0) fill(list, h("p", { class: "state" }, "No examples yet. Approve an answer, and it will stand here."));
    else fill(list, examples.map((one) => card(one, () => load(list, source, ready))));
  } catch (error) {
    const missing = error.status === 404 || error.status === 501;
    fill(list, h("p", { class: "state" }, missing ? "This server keeps no list of examples. Approved answers still count as such." : error.message));
  }
}

function card(example, reload) {
  const remove = async () => {
    try {
      await api.removeExample(example.example_id);
      reload();
    } catch (error) {
      toast(error.message);
    }
  };
  return h("article", { class: "card stack" }, h("div", { class: "row spread" }, h("h2", {}, example.question), h("button", { class: "button icon-only quiet", type: "button", "aria-label": `Remove the example “${example.question}”`, onclick: remove }, icon("trash"))), highlighted(laidOut(example.sql)));
}

function form(source, reload) {
  const question = h("input", { id: "example-question", required: true, autocomplete: "off", maxlength: 2000 });
  const sql = h("textarea", { id: "example-sql", class: "sql-editor", required: true, rows: 3, spellcheck: "false" });
  const problem = h("p", { class: "note bad", role: "alert", hidden: true });
  const submit = async (event) => {
    event.preventDefault();
    try {
      await api.addExample({ source, question: question.value.trim(), sql: sql.value.trim() });
      question.value = "";
      sql.value = "";
      problem.hidden = true;
      reload();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  };
  return h(
    "details",
    {},
    h("summary", {}, "Add an example"),
    h("form", { class: "card stack", onsubmit: submit }, h("label", { for: "example-question" }, "Question"), question, h("label", { for: "example-sql" }, "SQL"), sql, problem, h("div", { class: "row" }, h("button", { class: "button primary", type: "submit" }, "Add"))),
  );
}
