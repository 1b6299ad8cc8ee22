// Every select menu, single and multi: a combobox with a listbox that can be searched.
import { composing, debounce, el, freshId } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { icon } from "../icons.mjs";
import { place } from "../menu.mjs";
import { plainOf } from "../mrkdwn_draw.mjs";
import { labelOf, sourceOf } from "./sources.mjs";
import { initialOf } from "./values.mjs";

const ASK_AFTER = 250;

/** The list under a combobox: shows rows, walks them, tells what was chosen. */
class Choices {
  constructor(field, frame, choose) {
    Object.assign(this, { field, frame, choose, rows: [], at: -1, box: null, id: freshId("list") });
  }

  get open() { return this.box !== null; }

  /** Stays under its field when what is around scrolls. */
  follow = (event) => { if (!this.box.contains(event.target)) place(this.box, this.frame, { wide: true }); };

  show(rows, chosen, message) {
    if (!this.box) {
      this.box = el("div", { class: "popup select-list", popover: "manual" });
      (this.field.closest("dialog") ?? document.body).append(this.box);
      this.box.showPopover();
      document.addEventListener("scroll", this.follow, true);
      this.field.setAttribute("aria-expanded", "true");
    }
    this.rows = rows;
    const list = el("div", { role: "listbox", id: this.id, "aria-label": t("suggestions") });
    let group = null;
    rows.forEach((one, index) => {
      if (one.group && one.group !== group) list.append(el("div", { class: "menu-heading", role: "presentation" }, one.group));
      group = one.group;
      list.append(el("div", {
        role: "option", id: `${this.id}-${index}`, class: "menu-item", "aria-selected": String(chosen.includes(one.value)),
        onpointerdown: (event) => { event.preventDefault(); this.choose(one); },
      }, el("span", { class: "menu-text" }, one.label, one.note && el("span", { class: "menu-note" }, one.note)), chosen.includes(one.value) && icon("check", 16)));
    });
    if (!rows.length) list.append(el("div", { class: "menu-empty" }, message ?? t("noOptions")));
    this.box.replaceChildren(list);
    this.field.setAttribute("aria-controls", this.id);
    place(this.box, this.frame, { wide: true });
    const first = rows.findIndex((one) => chosen.includes(one.value));
    this.point(rows.length ? Math.max(0, first) : -1);
  }

  point(index) {
    this.at = index;
    const options = [...this.box.querySelectorAll("[role=option]")];
    options.forEach((option, order) => option.classList.toggle("pointed", order === index));
    if (index < 0) this.field.removeAttribute("aria-activedescendant");
    else {
      this.field.setAttribute("aria-activedescendant", `${this.id}-${index}`);
      options[index].scrollIntoView({ block: "nearest" });
    }
  }

  step(by) {
    if (this.rows.length) this.point((this.at + by + this.rows.length) % this.rows.length);
  }

  take() {
    if (this.rows[this.at]) this.choose(this.rows[this.at]);
  }

  close() {
    document.removeEventListener("scroll", this.follow, true);
    this.box?.remove();
    this.box = null;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}

export function drawSelect(element, host) {
  const many = element.type.startsWith("multi_");
  const source = sourceOf(element, host);
  const most = element.max_selected_items ?? Infinity;
  const current = host.value === undefined ? initialOf(element) : host.value;
  let chosen = many ? [...(current ?? [])] : [current].filter(Boolean);

  const hint = element.placeholder ? plainOf(element.placeholder) : t(many ? "chooseSome" : "choose");
  const field = el("input", {
    type: "text", role: "combobox", class: "select-field", id: host.fieldId, autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list", "aria-haspopup": "listbox",
    "aria-labelledby": host.labelId, "aria-label": host.labelId ? null : hint, "aria-describedby": host.describedBy, "aria-invalid": host.invalid ? "true" : null, autofocus: element.focus_on_load,
  });
  const chips = el("span", { class: "chips" });
  const clear = el("button", { type: "button", class: "select-clear", "aria-label": t("clear"), onclick: () => { set([]); field.focus(); } }, icon("close", 14));
  const frame = el("div", { class: `select ${many ? "select-many" : "select-one"}` }, chips, field, clear, el("span", { class: "select-arrow" }, icon("down", 16)));
  const list = new Choices(field, frame, pick);
  let asked = 0;
  let hasty = false; // Enter came before the rows did

  function show() {
    chips.replaceChildren(...(many ? chosen.map((value) => el("span", { class: "chip" }, labelOf(element, host, value),
      el("button", { type: "button", class: "chip-remove", "aria-label": `${t("remove")}: ${labelOf(element, host, value)}`, onclick: () => set(chosen.filter((one) => one !== value)) }, icon("close", 12)))) : []));
    field.value = !many && chosen.length ? labelOf(element, host, chosen[0]) : "";
    field.placeholder = many && chosen.length ? "" : hint;
    clear.hidden = !host.clearable || many || chosen.length === 0;
  }
  function set(values) {
    chosen = values;
    show();
    host.changed(many ? chosen : chosen[0] ?? null, "chosen");
  }
  function pick(one) {
    host.labels?.set(one.value, one.label);
    const taken = chosen.includes(one.value);
    const next = many ? (taken ? chosen.filter((value) => value !== one.value) : [...chosen, one.value].slice(0, most)) : [one.value];
    list.close(); // it would cover what stands below; typing or an arrow opens it again
    set(next);
  }
  async function look(query) {
    asked += 1;
    const turn = asked;
    if (query.length < source.minimum) { list.show([], chosen, t("typeMore", { n: source.minimum })); return; }
    if (source.remote && !list.open) list.show([], chosen, t("searching"));
    const rows = await source.find(query);
    if (turn !== asked || document.activeElement !== field) return;
    list.show(rows, chosen);
    if (hasty) list.take();
    hasty = false;
  }
  const soon = debounce(look, source.remote ? ASK_AFTER : 0);
  const begin = () => { if (!list.open) { field.select(); look(""); } };

  field.addEventListener("click", begin); // not on focus: it comes back here when a modal closes
  field.addEventListener("input", () => {
    asked += 1;
    hasty = false;
    if (source.remote) list.show([], chosen, t("searching"));
    soon(field.value);
  });
  field.addEventListener("blur", () => { asked += 1; soon.cancel(); hasty = false; list.close(); show(); });
  field.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.open) list.step(step); else look("");
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.open) look("");
      else if (list.rows.length) list.take();
      else hasty = true;
    } else if (event.key === "Escape" && list.open) {
      event.preventDefault();
      event.stopPropagation();
      list.close();
      show();
    } else if (event.key === "Backspace" && many && field.value === "" && chosen.length) set(chosen.slice(0, -1));
  });
  frame.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button, input")) return;
    event.preventDefault();
    field.focus();
    begin();
  });
  show();
  return frame;
}
