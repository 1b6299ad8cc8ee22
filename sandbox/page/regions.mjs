// F6 walks the regions of the page, Shift+F6 backwards, as in chat clients.

/** Each region, and what in it takes the focus, best first (itself, when nothing is named). */
const REGIONS = [
  ["#topbar", "button"], [".guide", ".guide-foot button", "button"], ["#sidebar", ".place.current", ".place"],
  ["#pane .log"], ["#pane .home", "button, input"], ["#pane", ".composer-field"], ["#thread", ".composer-field", "button"],
];

function entrances() {
  return REGIONS.map(([region, ...inner]) => {
    const root = document.querySelector(region);
    const entrance = inner.length ? inner.map((one) => root?.querySelector(one)).find(Boolean) : root;
    return entrance?.checkVisibility({ visibilityProperty: true }) ? { root, entrance } : null;
  }).filter(Boolean);
}

export function mountRegions() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    const all = entrances();
    const at = all.findIndex(({ entrance }) => entrance === document.activeElement);
    const inside = at < 0 ? all.findIndex(({ root }) => root.contains(document.activeElement)) : at;
    const step = event.shiftKey ? -1 : 1;
    all[(inside + step + all.length) % all.length]?.entrance.focus();
  });
}
