// Icons: single paths on a grid of 20 by 20, drawn with the colour of the text.

import { svg } from "./dom.js";

const PATHS = {
  send: "M10 16V4M4.5 9.5 10 4l5.5 5.5",
  stop: "M6 6h8v8H6z",
  plus: "M10 4v12M4 10h12",
  menu: "M3 5.500h14M3 10h14M3 14.500h14",
  close: "M5 5l10 10M15 5 5 15",
  check: "M4 10.500l4 4 8-9",
  cross: "M5.5 5.500l9 9M14.5 5.500l-9 9",
  pencil: "M4 16l.8-3.500L13.5 3.800a1.4 1.4 0 0 1 2 0l.7.7a1.4 1.4 0 0 1 0 2L7.5 15.200z",
  copy: "M7 7V3.500h9.500V13H13M3.5 7H13v9.500H3.500z",
  download: "M10 3v10M5.5 8.5 10 13l4.5-4.500M4 16.500h12",
  upload: "M10 14V4M5.5 8.5 10 4l4.5 4.500M4 16.500h12",
  database: "M3.5 5c0-1.4 2.9-2.5 6.5-2.500s6.5 1.1 6.5 2.5-2.9 2.5-6.5 2.500S3.5 6.4 3.5 5zM3.5 5v10c0 1.4 2.9 2.5 6.5 2.500s6.5-1.1 6.5-2.500V5M3.5 10c0 1.4 2.9 2.5 6.5 2.500s6.5-1.1 6.5-2.5",
  book: "M10 5C8.5 3.8 6 3.5 3 3.500v12c3 0 5.5.3 7 1.5 1.5-1.2 4-1.5 7-1.500v-12c-3 0-5.5.3-7 1.500zM10 5v12",
  sliders: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
  trash: "M4 6h12M8 6V3.500h4V6M5.5 6l.7 10.500h7.600L14.5 6",
  sun: "M10 6.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.500M10 16.500V18M2 10h1.500M16.5 10H18M4.3 4.300l1 1M14.7 14.700l1 1M15.7 4.300l-1 1M5.3 14.700l-1 1",
  moon: "M16.5 12A7 7 0 0 1 8 3.500a7 7 0 1 0 8.5 8.500z",
  screen: "M3 4h14v9.500H3zM7 17h6M10 13.500V17",
  chart: "M3.5 16.500h13M6 14V9M10 14V4M14 14v-3",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M9 4v12",
  code: "M7 6 3 10l4 4M13 6l4 4-4 4",
  clock: "M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 6v4l2.5 2",
  warning: "M10 3 2.5 16.500h15zM10 8v4M10 14.200v.1",
  key: "M12.5 3a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM9.3 10.7 3 17M5 15l2 2",
  question: "M7.5 7.500a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .8-1 1.700M10 14.200v.1M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z",
  seal: "M10 2.200l2.2 1.5 2.6-.1.8 2.5 2.1 1.6-.9 2.4.9 2.5-2.1 1.5-.8 2.5-2.6-.1L10 18l-2.2-1.5-2.6.1-.8-2.5-2.1-1.5.9-2.5-.9-2.4 2.1-1.6.8-2.5 2.6.1zM7 10.200l2.2 2.200L13.2 8",
  first: "M15 5l-5 5 5 5M6 5v10",
  previous: "M12.5 5l-5 5 5 5",
  next: "M7.5 5l5 5-5 5",
  last: "M5 5l5 5-5 5M14 5v10",
};

/** A picture beside a word; it says nothing to a screen reader. */
export function icon(name) {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
}
