// Tabs with the keys a person expects: arrows, Home and End.

import { fill, freshId, h } from "./dom.js";

/** `tabs` are `{name, label, make}`; a panel is made when it is first shown. */
export function tabs(label, all, first) {
  const made = new Map();
  const id = freshId("tab");
  const panel = h("div", { class: "tab-panel", role: "tabpanel", id: `${id}-panel`, tabindex: "-1" });
  const buttons = all.map((tab) =>
    h("button", { class: "tab", type: "button", role: "tab", id: `${id}-${tab.name}`, "aria-controls": `${id}-panel`, onclick: () => show(tab.name) }, tab.label),
  );
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": label, onkeydown: move }, buttons);

  function show(name) {
    const tab = all.find((one) => one.name === name);
    all.forEach((one, index) => {
      buttons[index].setAttribute("aria-selected", String(one === tab));
      buttons[index].tabIndex = one === tab ? 0 : -1;
    });
    if (!made.has(name)) made.set(name, tab.make());
    panel.setAttribute("aria-labelledby", `${id}-${name}`);
    fill(panel, made.get(name));
  }

  function move(event) {
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    const to = (step + buttons.length) % buttons.length;
    buttons[to].focus();
    show(all[to].name);
  }

  show(first ?? all[0].name);
  return { element: h("div", { class: "tabbed" }, list, panel), show };
}
