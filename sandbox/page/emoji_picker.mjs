// The emoji picker: groups, search by name, arrow keys.
import { debounce, el } from "./dom.mjs";
import { emojiOf, findEmoji, groups } from "./emoji.mjs";
import { t } from "./i18n.mjs";
import { openPopup, place } from "./menu.mjs";

const SIGNS = { often: "🕘", people: "😀", nature: "🌿", foods: "🍙", activity: "⚽", places: "🚃", objects: "💡", symbols: "✅", flags: "🏁" };

/** Opens the picker at `anchor`; `choose` gets the name. */
export function pickEmoji(anchor, choose) {
  const search = el("input", { type: "search", class: "text-field", "aria-label": t("emoji"), placeholder: t("emoji") });
  const grid = el("div", { class: "emoji-grid", role: "listbox", "aria-label": t("emoji") });
  const tabs = el("div", { class: "emoji-tabs", role: "tablist" });
  const popup = openPopup(anchor, el("div", { class: "emoji-picker" }, search, tabs, grid), { label: t("emoji") });

  const show = (names) => grid.replaceChildren(...names.filter(emojiOf).map((name) => el("button", {
    type: "button", role: "option", class: "emoji-choice", title: `:${name}:`, "aria-label": name,
    onclick: () => { popup.close(true); choose(name); },
  }, emojiOf(name))));
  const openGroup = (id) => {
    for (const tab of tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.group === id));
    show(groups.find((group) => group.id === id).names);
  };
  tabs.append(...groups.map((group) => el("button", { type: "button", role: "tab", class: "emoji-tab", data: { group: group.id }, "aria-label": group.id, onclick: () => { search.value = ""; openGroup(group.id); } }, SIGNS[group.id] ?? "•")));
  search.addEventListener("input", debounce(() => (search.value.trim() ? show(findEmoji(search.value.trim())) : openGroup("often")), 80));
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); grid.querySelector("button")?.click(); }
    if (event.key === "ArrowDown") { event.preventDefault(); grid.querySelector("button")?.focus(); }
  });
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...grid.children];
    const next = all.indexOf(document.activeElement) + step;
    (next < 0 ? search : all[Math.min(next, all.length - 1)]).focus();
  });
  openGroup("often");
  place(popup.box, anchor);
  search.focus();
}
