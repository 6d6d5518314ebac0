// Draws a Vega-Lite specification. The library is fetched with the first chart; expressions are interpreted, never
// compiled, so that the page needs no `unsafe-eval`.

import { fill, h } from "./dom.js";
import { asKind, KINDS, kindOf, kindsFor } from "./chart-kinds.js";
import { icon } from "./icons.js";
import { isDark } from "./settings.js";

const LIBRARY = ["vega.min.js", "vega-lite.min.js", "vega-embed.min.js"];
let library;

function script(name) {
  return new Promise((resolve, reject) => {
    const element = h("script", { src: new URL(`../vendor/${name}`, import.meta.url).href });
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error(`${name} could not be loaded`)));
    document.head.append(element);
  });
}

/** The library, fetched once; a failed fetch is tried again with the next chart. */
function embed() {
  library ??= LIBRARY.reduce((before, name) => before.then(() => script(name)), Promise.resolve());
  library.catch(() => (library = undefined));
  return library.then(() => globalThis.vegaEmbed);
}

/** A chart with a switch for its kind. */
export function chart(spec) {
  const own = kindOf(spec);
  const kinds = kindsFor(spec);
  const canvas = h("div", { class: "chart-canvas", role: "img", "aria-label": describe(spec) }, h("div", { class: "skeleton tall" }));
  const state = { kind: own, view: null };

  async function draw() {
    try {
      const vegaEmbed = await embed();
      state.view?.finalize();
      const target = h("div", { class: "chart-target" });
      fill(canvas, target);
      const result = await vegaEmbed(target, themed(asKind(spec, state.kind)), {
        ast: true,
        actions: false,
        defaultStyle: false,
        renderer: "canvas",
        tooltip: tooltip(canvas),
        loader: { load: () => Promise.reject(new Error("A chart loads nothing.")) },
        config: theme(),
      });
      state.view = result;
    } catch (error) {
      fill(canvas, h("p", { class: "note bad" }, `The chart could not be drawn: ${error.message}`));
    }
  }

  const redraw = () => {
    if (canvas.isConnected) draw();
    else document.removeEventListener("themechange", redraw);
  };
  document.addEventListener("themechange", redraw);
  // Vega measures the width of its container, which has one only once it is shown.
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    draw();
  });
  seen.observe(canvas);

  return h("div", { class: "chart-panel" }, canvas, h("div", { class: "row spread" }, kinds.length > 1 ? kindSwitch() : h("span"), save()));

  function kindSwitch() {
    const buttons = kinds.map((kind) => {
      const label = KINDS.find(([name]) => name === kind)[1];
      const press = () => {
        state.kind = kind;
        buttons.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.kind === kind)));
        draw();
      };
      return h("button", { type: "button", "data-kind": kind, "aria-pressed": String(kind === own), onclick: press }, label);
    });
    return h("div", { class: "segments", role: "group", "aria-label": "Kind of chart" }, buttons);
  }

  function save() {
    const press = async () => {
      const address = await state.view?.view.toImageURL("png", 2);
      if (address) h("a", { href: address, download: "chart.png" }).click();
    };
    return h("button", { class: "button quiet", type: "button", onclick: press }, icon("download"), "PNG");
  }
}

function describe(spec) {
  const title = typeof spec.title === "string" ? spec.title : spec.title?.text;
  const text = spec.description ?? (Array.isArray(title) ? title.join(" ") : title) ?? "Chart";
  return `${text} The same figures are in the table.`;
}

/** The page's own title stands above the chart, and its width follows the page. */
function themed(spec) {
  return { ...spec, width: spec.width ?? "container", background: "transparent", autosize: { type: "fit", contains: "padding" } };
}

function theme() {
  const font = getComputedStyle(document.body).fontFamily;
  const text = { labelColor: colour("--text-soft"), titleColor: colour("--text-soft"), labelFont: font, titleFont: font };
  const sizes = { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500 };
  return {
    font,
    background: "transparent",
    view: { stroke: "transparent" },
    axis: { ...text, ...sizes, gridColor: colour("--line"), domainColor: colour("--line-strong"), tickColor: colour("--line-strong"), titlePadding: 10 },
    axisXQuantitative: { tickCount: { signal: "ceil(width / 70)" } },
    legend: { ...text, ...sizes },
    header: { ...text, ...sizes },
    title: { color: colour("--text"), subtitleColor: colour("--text-soft"), font, subtitleFont: font, fontSize: 14, fontWeight: 600, anchor: "start", offset: 14 },
    text: { color: colour("--text"), font },
    bar: { cornerRadiusEnd: 3 },
    line: { strokeWidth: 2.5 },
    mark: isDark() ? { color: "#56B4E9" } : {},
  };
}

/** What a colour of the style sheet comes to in the present theme. */
function colour(name) {
  const probe = h("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

/** Our own tooltip: texts only, no style element. */
function tooltip(canvas) {
  const box = h("div", { class: "chart-tip", hidden: true });
  canvas.append(box);
  return (_, event, __, value) => {
    if (value === null || value === undefined || value === "") {
      box.hidden = true;
      return;
    }
    if (!box.isConnected) canvas.append(box);
    const lines = typeof value === "object" ? Object.entries(value) : [["", value]];
    fill(box, lines.map(([name, text]) => h("div", {}, name && h("span", { class: "soft" }, `${name} `), h("strong", {}, text))));
    box.hidden = false;
    const frame = canvas.getBoundingClientRect();
    const left = Math.min(event.clientX - frame.left + 14, frame.width - box.offsetWidth - 4);
    box.style.left = `${Math.max(0, left)}px`;
    box.style.top = `${event.clientY - frame.top + 14}px`;
  };
}
