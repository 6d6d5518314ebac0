// The page: its frame, its addresses, its keys.

import { api, onConnection } from "./api.js";
import { conversationPage } from "./conversation.js";
import { dataPage, sourcePage } from "./data.js";
import { fill, h } from "./dom.js";
import { examplesPage } from "./examples.js";
import { icon } from "./icons.js";
import { applyTheme } from "./settings.js";
import { settingsPage } from "./settings-page.js";
import { sidebar } from "./sidebar.js";
import { uploadPage } from "./upload.js";

const main = document.getElementById("main");
const side = document.getElementById("side");
const menu = document.getElementById("menu");
const shade = document.getElementById("shade");

/** Each shows itself in an element of its own, so that a page that is left cannot write into the next one. */
const ROUTES = [
  [/^#\/c\/([^/]+)$/, (view, id) => conversationPage(view, id), "Conversation"],
  [/^#\/data$/, (view) => dataPage(view), "Data"],
  [/^#\/data\/([^/]+)$/, (view, name) => sourcePage(view, name), "Data"],
  [/^#\/data\/([^/]+)\/([^/]+)$/, (view, name, table) => sourcePage(view, name, table), "Data"],
  [/^#\/upload$/, (view) => uploadPage(view), "Upload"],
  [/^#\/examples$/, (view) => examplesPage(view), "Examples"],
  [/^#\/settings$/, (view) => settingsPage(view), "Settings"],
];

let leave = null;

function route() {
  closeSide();
  if (typeof leave === "function") leave();
  const hash = location.hash || "#/";
  const view = h("div", { class: "view" });
  fill(main, view);
  scrollTo(0, 0);
  for (const [pattern, show, title] of ROUTES) {
    const match = pattern.exec(hash);
    if (!match) continue;
    document.title = `${title} · Analyst`;
    leave = show(view, ...match.slice(1).map(decodeURIComponent));
    return;
  }
  document.title = "Analyst";
  leave = conversationPage(view, null);
}

function openSide() {
  document.body.classList.add("side-open");
  menu.setAttribute("aria-expanded", "true");
  side.querySelector("a").focus();
}

function closeSide() {
  if (!document.body.classList.contains("side-open")) return;
  document.body.classList.remove("side-open");
  menu.setAttribute("aria-expanded", "false");
}

function keys(event) {
  if (event.key === "Escape" && document.body.classList.contains("side-open")) {
    closeSide();
    menu.focus();
  }
  const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName);
  if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.getElementById("ask");
  event.preventDefault();
  if (box) box.focus();
  else location.hash = "#/";
}

/** While the server does not answer the page says so, and looks now and then. */
function watchConnection() {
  const banner = document.getElementById("offline");
  let timer;
  onConnection((online) => {
    banner.hidden = online;
    clearInterval(timer);
    if (online) return;
    fill(banner, icon("warning"), h("span", {}, "The server does not answer. Trying again…"));
    timer = setInterval(() => api.health().catch(() => {}), 3000);
  });
}

// The skip link moves the focus without becoming an address.
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
menu.append(icon("menu"));
menu.addEventListener("click", () => (document.body.classList.contains("side-open") ? closeSide() : openSide()));
shade.addEventListener("click", closeSide);
addEventListener("keydown", keys);
addEventListener("hashchange", route);
applyTheme();
watchConnection();
sidebar(side);
route();
