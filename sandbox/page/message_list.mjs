// A list of messages with day lines, the line above what is new, and a scroll position that stays put.
import { el, keyed } from "./dom.mjs";
import { t } from "./i18n.mjs";
import { icon } from "./icons.mjs";
import { drawMessage } from "./message.mjs";
import { nameOf, state } from "./store.mjs";
import { dayKey, dayName, zone } from "./time.mjs";

const GROUP_SECONDS = 300;
const NEAR_BOTTOM = 120;
const dayOf = new Map(); // dayKey is asked of every message at every drawing

function day(ts) {
  const key = `${zone()} ${ts}`;
  if (!dayOf.has(key)) dayOf.set(key, dayKey(Number(ts)));
  return dayOf.get(key);
}

function follows(message, before) {
  return before && before.user === message.user && before.bot_id === message.bot_id && !message.is_ephemeral && !before.is_ephemeral
    && before.username === message.username && Number(message.ts) - Number(before.ts) < GROUP_SECONDS && day(message.ts) === day(before.ts);
}

function rowsOf(messages, { newFrom, inThread, highlight }) {
  const rows = [];
  let before = null;
  for (const message of messages) {
    const at = Number(message.ts);
    const newDay = !before || day(before.ts) !== day(message.ts);
    if (newDay && !inThread) rows.push({ id: `day-${day(message.ts)}`, day: dayName(at) });
    if (newFrom === message.ts) rows.push({ id: "new", fresh: true });
    rows.push({ id: message.ts, message, compact: Boolean(!newDay && newFrom !== message.ts && follows(message, before)), inThread, highlighted: highlight === message.ts });
    before = message;
  }
  return rows;
}

const written = new WeakMap(); // a message that changes is another object

function textOf(message) {
  if (!written.has(message)) written.set(message, JSON.stringify(message));
  return written.get(message);
}

function versionOf(row) {
  if (!row.message) return `${row.day}${state.lang}`;
  const named = (row.message.reactions ?? []).flatMap((reaction) => reaction.users).map(nameOf).join();
  return textOf(row.message) + JSON.stringify([row.compact, row.highlighted, state.lang, state.editing === row.message.ts, state.me.id, named]);
}

/** A scrolling log: `show(channel, messages, options)`; `root` is the element to place. */
export class MessageList {
  constructor(label) {
    this.rows = el("div", { class: "rows" });
    this.top = el("div", { class: "list-top" });
    this.end = el("div", { class: "list-end" });
    this.jump = el("button", { type: "button", class: "jump", hidden: true, "aria-label": t("jumpLatest"), onclick: () => this.toLatest() }, icon("down", 16));
    this.root = el("div", { class: "log", role: "log", "aria-label": label, tabindex: "0" }, this.top, this.rows, this.end, this.jump);
    this.root.addEventListener("scroll", () => { if (this.nearBottom()) this.jump.hidden = true; }, { passive: true });
    this.root.addEventListener("keydown", (event) => this.walk(event));
    new ResizeObserver(() => { if (this.stuck) this.toBottom(); }).observe(this.rows);
    this.root.addEventListener("scroll", () => { this.stuck = this.nearBottom() && !this.pinned; }, { passive: true });
    for (const deed of ["wheel", "touchmove", "keydown"]) this.root.addEventListener(deed, () => { this.pinned = false; }, { passive: true });
    this.stuck = true;
    this.pinned = false; // a place that was asked for stays in view until the person scrolls
  }

  nearBottom() {
    return this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < NEAR_BOTTOM;
  }

  toBottom() {
    this.root.scrollTop = this.root.scrollHeight;
    this.jump.hidden = true;
    this.stuck = true;
    this.pinned = false;
  }

  /** Where the button to the latest leads; a list that holds only a part of its place says otherwise. */
  toLatest() {
    this.toBottom();
  }

  show(channel, messages, options = {}) {
    const wasNear = this.stuck;
    const held = this.held();
    this.root.setAttribute("aria-busy", String(Boolean(options.opened)));
    keyed(this.rows, rowsOf(messages, options), {
      key: (row) => row.id,
      version: versionOf,
      draw: (row) => {
        if (row.day) return el("div", { class: "day-line", role: "separator" }, el("span", {}, row.day));
        if (row.fresh) return el("div", { class: "new-line", role: "separator" }, el("span", {}, t("newMessages")));
        return drawMessage(channel, row.message, row);
      },
    });
    // A message that is drawn anew keeps the focus it had.
    if (held && !this.rows.contains(document.activeElement)) this.hold(held);
    this.jump.setAttribute("aria-label", t("jumpLatest"));
    if (options.opened) this.settle(options);
    else if (wasNear || options.own) this.toBottom();
    else if (options.fresh) this.jump.hidden = false;
    if (options.opened) requestAnimationFrame(() => this.root.setAttribute("aria-busy", "false"));
  }

  /** Where the focus is among the messages: {ts, action} or null. */
  held() {
    const at = document.activeElement;
    const message = this.rows.contains(at) ? at.closest(".message") : null;
    return message && { ts: message.dataset.ts, action: at.closest("[data-action]")?.dataset.action };
  }

  hold({ ts, action }) {
    const message = this.rowOf(ts);
    const same = action && message?.querySelector(`[data-action="${CSS.escape(action)}"]`);
    (same?.matches("button") ? same : same?.querySelector("input, button") ?? message)?.focus({ preventScroll: true });
  }

  settle({ highlight, newFrom }) {
    const target = highlight ? this.rowOf(highlight) : newFrom && this.rows.querySelector(".new-line");
    if (!target) { this.toBottom(); return; }
    this.stuck = false;
    this.pinned = true;
    const tall = target.offsetHeight > this.root.clientHeight;
    target.scrollIntoView({ block: highlight && !tall ? "center" : "start" });
    if (!highlight) this.root.scrollTop -= 40;
    else target.focus({ preventScroll: true });
  }

  rowOf(ts) {
    return this.rows.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const on = event.target.classList.contains("message");
    if (!step || !(on || event.target === this.root)) return;
    const all = [...this.rows.querySelectorAll(".message")];
    const next = on ? all.indexOf(event.target) + step : all.length - 1;
    if (!all[next]) return;
    event.preventDefault();
    all[next].focus();
  }
}
