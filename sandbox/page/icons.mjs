// Line icons of our own, 20×20.
import { svg } from "./dom.mjs";

const PATHS = {
  bolt: "M11 2.5 4.5 11H10l-1 6.5L15.5 9H10z",
  send: "M3 10 17 3.5 12.5 17l-3-5.500zM9.5 11.5 17 3.5",
  attach: "M14.5 9.5 9 15a3.2 3.2 0 0 1-4.5-4.500l6.5-6.500a2.2 2.2 0 0 1 3.1 3.100l-6 6a1 1 0 0 1-1.5-1.500l5-5",
  smile: "M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM7 12c1.5 2 4.5 2 6 0M7.5 8v.1M12.5 8v.1",
  at: "M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0zm0 0c0 3 4 3 4 0a7 7 0 1 0-3 5.7",
  thread: "M3 4.500h14v9H9L5.5 17v-3.500H3zM6.5 8h7M6.5 10.500h4",
  more: "M5 10h.1M10 10h.1M15 10h.1",
  close: "M5 5l10 10M15 5 5 15",
  home: "M3 9.5 10 3.500l7 6M5 8.500V16.500h3.500v-4h3v4H15v-8",
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.500h13.500M3 12.500h13.5",
  lock: "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  menu: "M3 5.500h14M3 10h14M3 14.500h14",
  back: "M12.5 4 6.5 10l6 6",
  next: "M7.5 4l6 6-6 6",
  down: "M5 8l5 5 5-5",
  search: "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zm4.5-1.500L17.5 17.5",
  clock: "M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 6v4.200l3 1.8",
  weather: "M6 15.500h8.500a3 3 0 0 0 .3-6A4.7 4.7 0 0 0 6 8a3.8 3.8 0 0 0 0 7.500z",
  link: "M8.5 11.500a3 3 0 0 0 4.3 0l2.7-2.700a3 3 0 0 0-4.3-4.300l-1 1M11.5 8.500a3 3 0 0 0-4.3 0l-2.7 2.700a3 3 0 0 0 4.3 4.300l1-1",
  edit: "M4 16l.7-3.500L13.5 3.700l2.8 2.8-8.8 8.800z",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 11h7.600l.7-11",
  person: "M10 10a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.600zM3.5 17c.5-3.5 3-5 6.5-5s6 1.5 6.5 5",
  file: "M5 2.500h6.500L15 6v11.500H5zM11.5 2.500V6H15",
  check: "M4 10.500l4 4 8-9",
  eye: "M2 10c3-5 13-5 16 0-3 5-13 5-16 0zm8 2.200a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.400z",
  globe: "M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM2.5 10h15M10 2.500c-4 4-4 11 0 15M10 2.500c4 4 4 11 0 15",
  info: "M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 9v5M10 6.300v.1",
  warn: "M10 3 2.5 16.500h15zM10 8v4.500M10 14.500v.1",
  plus: "M10 4v12M4 10h12",
  sort: "M6 8l4-4 4 4M6 12l4 4 4-4",
  compass: "M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM13 7l-2 4-4 2 2-4z",
};

/** Decorative: whatever carries it needs a name of its own. */
export function icon(name, size = 20) {
  return svg(
    "svg",
    { viewBox: "0 0 20 20", width: size, height: size, class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] ?? PATHS.info, fill: "none", stroke: "currentColor", "stroke-width": 1.6, "stroke-linecap": "round", "stroke-linejoin": "round" }),
  );
}

/** Two runners side by side: 伴走. */
export function mark(size = 28) {
  return svg(
    "svg",
    { viewBox: "0 0 32 32", width: size, height: size, class: "mark", "aria-hidden": "true", focusable: "false" },
    svg("rect", { width: 32, height: 32, rx: 9, class: "mark-ground" }),
    svg("path", { d: "M8 24c5 0 5-14 12-16", class: "mark-first" }),
    svg("path", { d: "M13 25.500c5 0 5-12 11-14", class: "mark-second" }),
  );
}
