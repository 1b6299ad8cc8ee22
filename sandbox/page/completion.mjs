// The list over the composer: commands after /, people after @, channels after #, emoji after :.
import * as api from "./api.mjs";
import { el, freshId } from "./dom.mjs";
import { emojiOf, findEmoji } from "./emoji.mjs";
import { t } from "./i18n.mjs";
import { roleOf, state } from "./store.mjs";

const TRIGGER = /(^|\s|[、。（(])([@#:])([^\s@#:]{0,24})$/u;

async function people(query) {
  const special = ["here", "channel"].filter((range) => range.startsWith(query.toLowerCase())).map((range) => ({ insert: `@${range} `, label: `@${range}`, note: t("everyone") }));
  const bot = [state.bot.name, state.bot.real_name].some((name) => name?.toLowerCase().includes(query.toLowerCase()))
    ? [{ insert: `@${state.bot.real_name} `, label: `@${state.bot.real_name}`, note: t("app"), mention: [`@${state.bot.real_name}`, `<@${state.bot.id}>`] }] : [];
  const { users } = await api.people(query, 7);
  const rows = users.map((user) => ({
    insert: `@${user.real_name} `, label: `@${user.real_name}`, note: roleOf(user), mention: [`@${user.real_name}`, `<@${user.id}>`],
  }));
  return [...bot, ...rows, ...(query ? special : [])].slice(0, 8);
}

function channels(query) {
  return [...state.channels.values()].filter((channel) => channel.name?.includes(query) && !channel.is_private).slice(0, 8)
    .map((channel) => ({ insert: `#${channel.name} `, label: `#${channel.name}`, mention: [`#${channel.name}`, `<#${channel.id}>`] }));
}

function emojis(query) {
  return query.length < 2 ? [] : findEmoji(query, 8).map((name) => ({ insert: `:${name}: `, label: `${emojiOf(name)} :${name}:` }));
}

function commands(text) {
  return state.commands.filter((command) => command.command.startsWith(text.toLowerCase()))
    .map((command) => ({ whole: true, insert: `${command.command} `, label: `${command.command} ${command.usage_hint ?? ""}`.trim(), note: command.description }));
}

const FINDERS = { "@": people, "#": channels, ":": emojis };

/** Completes what is written in `field`; `mentions` learns the tokens of chosen names. Sits in `holder`. */
export class Completion {
  constructor(field, holder, mentions, { inThread }) {
    Object.assign(this, { field, mentions, inThread, rows: [], at: 0, turn: 0, id: freshId("complete") });
    this.box = el("div", { class: "completion", role: "listbox", id: this.id, "aria-label": t("suggestions"), hidden: true });
    holder.prepend(this.box);
    field.setAttribute("aria-controls", this.id);
    field.setAttribute("aria-autocomplete", "list");
  }

  get open() { return !this.box.hidden; }

  async look() {
    this.turn += 1;
    const { turn } = this;
    const before = this.field.value.slice(0, this.field.selectionStart);
    const rows = await this.find(before);
    if (turn === this.turn) this.show(rows);
  }

  async find(before) {
    if (/^\/\S*$/.test(before)) { this.start = 0; return this.inThread ? [] : commands(before); }
    const found = TRIGGER.exec(before);
    if (!found) return [];
    this.start = before.length - found[3].length - 1;
    return FINDERS[found[2]](found[3]);
  }

  show(rows) {
    this.rows = rows;
    this.box.hidden = rows.length === 0;
    this.box.replaceChildren(...rows.map((row, index) => el("div", {
      role: "option", id: `${this.id}-${index}`, class: "menu-item", onpointerdown: (event) => { event.preventDefault(); this.at = index; this.take(); },
    }, el("span", { class: "menu-text" }, row.label, row.note && el("span", { class: "menu-note" }, row.note)))));
    this.point(0);
  }

  point(index) {
    this.at = index;
    [...this.box.children].forEach((option, order) => {
      option.classList.toggle("pointed", order === index);
      option.setAttribute("aria-selected", String(order === index));
    });
    if (this.open) this.field.setAttribute("aria-activedescendant", `${this.id}-${index}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  take() {
    const row = this.rows[this.at];
    const after = this.field.value.slice(this.field.selectionStart);
    if (row.mention) this.mentions.set(...row.mention);
    const head = this.field.value.slice(0, this.start) + row.insert;
    this.field.value = head + after;
    this.field.setSelectionRange(head.length, head.length);
    this.close();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.turn += 1;
    this.show([]);
  }

  /** Whether the key was for the list. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.point((this.at + step + this.rows.length) % this.rows.length);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" || (event.key === "Enter" && !this.complete())) this.take();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** A command already written out in full: Enter sends it instead of completing it again. */
  complete() {
    return this.rows[this.at]?.whole && this.field.value.trim() === this.rows[this.at].insert.trim();
  }
}
