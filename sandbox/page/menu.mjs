// Things that open over the page beside what was pressed: popups and menus.
import { el } from "./dom.mjs";
import { icon } from "./icons.mjs";

const MARGIN = 8;

/** Puts `box` (a popover) beside its anchor, inside the window. */
export function place(box, anchor, { wide = false } = {}) {
  const at = anchor.getBoundingClientRect();
  if (wide) box.style.minWidth = `${at.width}px`;
  const below = window.innerHeight - at.bottom - MARGIN * 2;
  const above = at.top - MARGIN * 2;
  const upward = below < Math.min(box.scrollHeight, 240) && above > below;
  box.style.maxHeight = `${Math.max(120, Math.min(440, upward ? above : below))}px`;
  const size = box.getBoundingClientRect();
  const left = Math.min(Math.max(MARGIN, at.left), window.innerWidth - size.width - MARGIN);
  box.style.left = `${Math.max(MARGIN, left)}px`;
  box.style.top = `${upward ? Math.max(MARGIN, at.top - size.height - 4) : at.bottom + 4}px`;
}

/** A popup at `anchor`; closes on Escape, on a press elsewhere, and by the answer. Focus goes back to the anchor. */
export function openPopup(anchor, content, { label, onclose, role = "dialog" } = {}) {
  closeOpen?.();
  const box = el("div", { class: "popup", popover: "manual", role, "aria-label": label }, content);
  (anchor.closest("dialog") ?? document.body).append(box);
  box.showPopover();
  place(box, anchor);
  anchor.setAttribute("aria-expanded", "true");

  const outside = (event) => { if (!box.contains(event.target) && !anchor.contains(event.target)) close(false); };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close(true);
  };
  function close(refocus = true) {
    if (closeOpen !== close) return;
    closeOpen = null;
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", escape, true);
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (refocus && anchor.isConnected) anchor.focus();
    onclose?.();
  }
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", escape, true);
  closeOpen = close;
  return { box, close };
}

let closeOpen = null;

function itemNode(item, close) {
  if (item.divider) return el("hr", { role: "separator" });
  if (item.heading) return el("div", { class: "menu-heading", role: "presentation" }, item.heading);
  return el(
    "button", { type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "menu-item menu-danger" : "menu-item", onclick: () => { close(); item.run(); } },
    item.icon && icon(item.icon, 18),
    el("span", { class: "menu-text" }, item.label, item.note && el("span", { class: "menu-note" }, item.note)),
  );
}

/** A menu at `anchor`: items of {label, run, icon?, note?, danger?}, {divider} or {heading}; arrow keys walk it. */
export function openMenu(anchor, items, label) {
  const list = el("div", { class: "menu" });
  const popup = openPopup(anchor, list, { label, role: "menu" });
  list.append(...items.map((item) => itemNode(item, () => popup.close(true))));
  place(popup.box, anchor);
  const choices = [...list.querySelectorAll("[role=menuitem]")];
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Tab") popup.close(true);
    if (!step) return;
    event.preventDefault();
    const at = choices.indexOf(document.activeElement);
    choices[(at + step + choices.length) % choices.length].focus();
  });
  choices[0]?.focus();
  return popup;
}
