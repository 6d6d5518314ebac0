// The page people spend their time on: a conversation, or the invitation to begin one.

import { composer } from "./ask.js";
import { fill, freshId, h } from "./dom.js";
import { counted } from "./format.js";
import { begin, conversation, randomId, save, update } from "./history.js";
import { icon } from "./icons.js";
import { settings } from "./settings.js";
import { catalog, prefer, preferred, sources } from "./sources.js";
import { suggest } from "./suggest.js";
import { turnView } from "./turn.js";

/** Turns that travel with a follow-up. */
const REMEMBERED = 5;

/** Shows the conversation of that id, or a new one. Returns what to do when it is left. */
export function conversationPage(main, id) {
  const kept = id && conversation(id);
  if (id && !kept) {
    location.replace("#/");
    return () => {};
  }
  const views = [];
  if (kept) open(kept);
  else invite();
  return () => views.forEach((view) => view.leave());

  async function invite() {
    fill(main, h("div", { class: "welcome" }, h("div", { class: "skeleton tall" })));
    try {
      const all = await sources();
      if (all.length === 0) welcomeEmpty(main);
      else welcome(all);
    } catch (error) {
      fill(main, unreachable(error, invite));
    }
  }

  function welcome(all) {
    const chosen = { name: preferred(all) };
    const ideas = h("div", { class: "ideas" });
    const about = h("p", { class: "lead about" });
    const box = composer({ ask: start, picker: picker(all, chosen, show), placeholder: "Ask in plain words…" });
    fill(main, h("div", { class: "welcome" }, h("h1", {}, "What would you like to know?"), about, box.element, ideas));
    show();
    box.focus();

    function start(question) {
      open(begin(chosen.name), question);
    }

    async function show() {
      prefer(chosen.name);
      const name = chosen.name;
      fill(ideas, [1, 2, 3].map(() => h("div", { class: "skeleton low" })));
      try {
        const held = await catalog(name);
        if (name !== chosen.name) return;
        const rows = held.tables.reduce((sum, table) => sum + (table.row_count ?? 0), 0);
        fill(about, h("a", { href: `#/data/${encodeURIComponent(name)}` }, name), ` holds ${counted(held.tables.length, "table")}${rows > 0 ? ` and ${counted(rows, "row")}` : ""}. You get the rows, a chart, and the SQL that found them.`);
        const questions = suggest(held);
        fill(ideas, questions.length > 0 && h("p", { class: "label", id: "ideas-label" }, "For example"), h("div", { class: "idea-list", role: "group", "aria-labelledby": "ideas-label" }, questions.map((one) => h("button", { class: "idea", type: "button", onclick: () => start(one) }, one, icon("next")))));
      } catch (error) {
        fill(ideas, h("p", { class: "note bad" }, `The tables of ${name} could not be read: ${error.message}`));
      }
    }
  }

  function open(talk, question) {
    const thread = h("div", { class: "thread" });
    const box = composer({ ask, picker: h("span", { class: "source-name" }, icon("database"), talk.source), placeholder: "Ask a follow-up…" });
    fill(main, h("div", { class: "conversation" }, h("h1", { class: "hidden" }, talk.title || question), thread, h("div", { class: "dock" }, box.element)));
    talk.turns.forEach((turn) => add(turn));
    if (question) ask(question);
    else views.at(-1)?.element.scrollIntoView({ block: "start" });
    box.focus();

    function add(turn) {
      const view = turnView(turn, {
        ask,
        runSql: (sql) => ask(turn.question, sql, talk.turns.indexOf(turn)),
        changed: () => update(talk),
      });
      views.push(view);
      thread.append(view.element);
      return view;
    }

    function ask(text, sql, before = talk.turns.length) {
      const { approach, useCache } = settings();
      const options = { approach, use_cache: useCache && !sql };
      const said = talk.turns.slice(0, before).filter((turn) => turn.sql !== undefined).slice(-REMEMBERED);
      if (said.length > 0) options.conversation = said.map((turn) => ({ question: turn.asked ?? turn.question, ...(turn.sql && { sql: turn.sql }) }));
      if (sql) options.sql = sql;
      const turn = { key: randomId(), question: text, source: talk.source, conversation: talk.id, options };
      talk.turns.push(turn);
      save(talk);
      if (location.hash !== `#/c/${talk.id}`) history.replaceState(null, "", `#/c/${talk.id}`);
      document.dispatchEvent(new Event("historychange"));
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      add(turn).element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    }
  }
}

function picker(all, chosen, changed) {
  const id = freshId("source");
  const select = h(
    "select",
    {
      id,
      onchange: () => {
        chosen.name = select.value;
        changed();
      },
    },
    all.map(({ name }) => h("option", { value: name, selected: name === chosen.name }, name)),
  );
  return h("span", { class: "picker" }, icon("database"), h("label", { class: "hidden", for: id }, "Source"), select);
}

function welcomeEmpty(main) {
  fill(main, h("div", { class: "welcome" }, h("h1", {}, "Bring your data"), h("p", { class: "lead" }, "There is nothing to ask about yet. CSV files or an Excel workbook become tables in a moment, and stay on your own server."), h("a", { class: "button primary", href: "#/upload" }, icon("upload"), "Upload")));
}

/** What is shown in the place of a page that could not be fetched. */
export function unreachable(error, retry) {
  const locked = error.status === 401 || error.status === 403;
  const title = { 0: "The server does not answer", 404: "There is nothing here" }[error.status] ?? "That did not work";
  return h(
    "div",
    { class: "welcome" },
    h("h1", {}, locked ? "A token is needed" : title),
    h("p", { class: "lead" }, locked ? "This server lets in only who brings its token. It was printed when the server was started." : error.message),
    h("div", { class: "row" }, locked && h("a", { class: "button primary", href: "#/settings" }, icon("key"), "Enter the token"), h("button", { class: "button", type: "button", onclick: retry }, "Try again")),
  );
}
