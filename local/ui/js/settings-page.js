// The page of the settings.

import { fill, h, toast } from "./dom.js";
import { forgetAll } from "./history.js";
import { icon } from "./icons.js";
import { change, settings } from "./settings.js";
import { refresh } from "./sources.js";

const APPROACHES = [
  ["auto", "Automatic", "Rules where they are sure, else a model with examples."],
  ["rules", "Rules only", "No model is called. The same question always gets the same SQL."],
  ["few_shot", "Model with examples", "The nearest approved examples go with the question."],
  ["zero_shot", "Model alone", "The question and the tables, nothing else."],
];

/** Shows the settings; every change holds at once. */
export function settingsPage(main) {
  const now = settings();
  const token = h("input", { id: "token", type: "password", autocomplete: "off", value: now.token });
  const keepToken = (event) => {
    event.preventDefault();
    change({ token: token.value.trim() });
    refresh();
    toast("Kept.");
  };
  const cache = h("input", { type: "checkbox", id: "cache", checked: now.useCache, onchange: () => change({ useCache: cache.checked }) });
  fill(
    main,
    h(
      "div",
      { class: "page narrow" },
      h("h1", {}, "Settings"),
      h("fieldset", { class: "card stack" }, h("legend", {}, "How questions become SQL"), APPROACHES.map((one) => approach(one, now))),
      h(
        "section",
        { class: "card stack" },
        h("div", { class: "check" }, cache, h("div", {}, h("label", { for: "cache" }, "Serve earlier answers"), h("p", { class: "soft small" }, "A question that was answered before, with the same numbers, dates and names, gets the same SQL, run on today's data."))),
      ),
      h("form", { class: "card stack", onsubmit: keepToken }, h("label", { for: "token" }, "Token of the server"), h("p", { class: "soft small" }, "Only needed when the server listens beyond this machine. It was printed when the server was started, and is kept in this browser."), h("div", { class: "row" }, token, h("button", { class: "button", type: "submit" }, "Keep"))),
      h("section", { class: "card stack" }, h("h2", {}, "History"), h("p", { class: "soft small" }, "The list of your conversations is kept in this browser; the answers are kept on the server."), h("div", { class: "row" }, clearing())),
      h("section", { class: "keys-list" }, h("h2", {}, "Keys"), keys()),
    ),
  );
}

function approach([name, label, text], now) {
  const id = `approach-${name}`;
  const input = h("input", { type: "radio", name: "approach", id, checked: now.approach === name, onchange: () => change({ approach: name }) });
  return h("div", { class: "check" }, input, h("div", {}, h("label", { for: id }, label), h("p", { class: "soft small" }, text)));
}

function clearing() {
  const button = h("button", { class: "button", type: "button", onclick: ask }, icon("trash"), "Forget all conversations");
  let sure = false;
  function ask() {
    if (sure) {
      forgetAll();
      toast("Forgotten.");
    }
    sure = !sure;
    button.lastChild.textContent = sure ? "Press again to forget them" : "Forget all conversations";
  }
  return button;
}

function keys() {
  const all = [
    ["/", "Go to the question box"],
    ["Enter", "Ask"],
    ["Shift Enter", "New line"],
    ["Ctrl Enter", "Run the SQL that is being edited"],
    ["Esc", "Leave the SQL editor, close the menu"],
    ["← →", "Move between the tabs of an answer"],
  ];
  return h("dl", { class: "figures" }, all.map(([key, text]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, text))));
}
