// The box a question is written in.

import { h } from "./dom.js";
import { icon } from "./icons.js";

/** The longest question the API takes, characters. */
const LONGEST = 2000;

/** `ask(question)` is called with what was written; `picker` is the element that tells the source. */
export function composer({ ask, picker, placeholder }) {
  const area = h("textarea", { class: "ask-text", id: "ask", rows: "1", maxlength: LONGEST, placeholder, "aria-label": "Your question", enterkeyhint: "send" });
  const button = h("button", { class: "button primary icon-only send", type: "submit", "aria-label": "Ask", title: "Ask (Enter)", disabled: true }, icon("send"));
  const form = h("form", { class: "ask", onsubmit: submit }, area, h("div", { class: "ask-foot" }, picker, h("span", { class: "hint keys" }, h("kbd", {}, "Enter"), " asks, ", h("kbd", {}, "/"), " comes back here"), button));

  function submit(event) {
    event.preventDefault();
    const question = area.value.trim();
    if (!question) return;
    area.value = "";
    grow();
    ask(question);
  }

  function grow() {
    button.disabled = area.value.trim() === "";
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
  }

  area.addEventListener("input", grow);
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  return { element: form, focus: () => area.focus() };
}
