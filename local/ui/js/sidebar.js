// The side: where to go, and the conversations so far.

import { fill, h } from "./dom.js";
import { dayOf } from "./format.js";
import { conversations, forget } from "./history.js";
import { icon } from "./icons.js";
import { change, settings } from "./settings.js";

const PLACES = [
  ["#/data", "database", "Data"],
  ["#/examples", "book", "Examples"],
  ["#/settings", "sliders", "Settings"],
];

const THEMES = [
  ["system", "screen", "As the system"],
  ["light", "sun", "Light"],
  ["dark", "moon", "Dark"],
];

/** Fills the side, and keeps it as the history and the address change. */
export function sidebar(element) {
  const past = h("div", { class: "past" });
  const places = PLACES.map(([address, picture, name]) => h("a", { class: "place", href: address }, icon(picture), name));
  fill(
    element,
    h("a", { class: "brand", href: "#/", "aria-label": "Analyst, new question" }, h("span", { class: "mark", "aria-hidden": "true" }), "Analyst"),
    h("a", { class: "button new", href: "#/" }, icon("plus"), "New question"),
    h("nav", { class: "history", "aria-label": "Conversations" }, past),
    h("nav", { class: "places", "aria-label": "Pages" }, places),
    themeSwitch(),
  );
  const show = () => {
    const here = location.hash || "#/";
    places.forEach((place) => mark(place, here.startsWith(place.getAttribute("href")) || (here.startsWith("#/upload") && place === places[0])));
    fill(past, listed(here));
  };
  document.addEventListener("historychange", show);
  addEventListener("hashchange", show);
  show();
}

function mark(link, current) {
  if (current) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

function listed(here) {
  const all = conversations();
  if (all.length === 0) return h("p", { class: "hint" }, "Your conversations will be listed here. They are kept in this browser.");
  const groups = new Map();
  for (const talk of all) {
    const day = dayOf(talk.at);
    if (!groups.has(day)) groups.set(day, []);
    groups.get(day).push(talk);
  }
  return [...groups].map(([day, talks]) => [h("h2", { class: "label" }, day), h("ul", {}, talks.map((talk) => entry(talk, here)))]);
}

function entry(talk, here) {
  const address = `#/c/${talk.id}`;
  const link = h("a", { href: address, title: `${talk.title} (${talk.source})` }, talk.title);
  mark(link, here === address);
  const remove = () => {
    forget(talk.id);
    if (location.hash === address) location.hash = "#/";
  };
  return h("li", {}, link, h("button", { class: "button icon-only quiet remove", type: "button", "aria-label": `Forget “${talk.title}”`, title: "Forget", onclick: remove }, icon("trash")));
}

function themeSwitch() {
  const buttons = THEMES.map(([name, picture, label]) => {
    const press = () => {
      change({ theme: name });
      show();
    };
    return h("button", { type: "button", "aria-label": label, title: label, onclick: press }, icon(picture));
  });
  const show = () => buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(settings().theme === THEMES[index][0])));
  document.addEventListener("themechange", show);
  show();
  return h("div", { class: "segments themes", role: "group", "aria-label": "Colours" }, buttons);
}
