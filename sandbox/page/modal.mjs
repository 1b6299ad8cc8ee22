// The stack of modals: draws the top one, keeps what is typed, submits, shows errors.
import * as api from "./api.mjs";
import { drawBlocks } from "./blocks/index.mjs";
import { debounce, el, freshId } from "./dom.mjs";
import { t } from "./i18n.mjs";
import { icon } from "./icons.mjs";
import { complaint, initialOf, plainOfState } from "./inputs/values.mjs";
import { askOptions, pressAt } from "./interaction.mjs";
import { drawText } from "./mrkdwn_draw.mjs";
import { emit, on, state } from "./store.mjs";
import { attempt, heeded, reasonOf } from "./toast.mjs";

const TYPE_AFTER = 400;
const FIELDS = "input, textarea, [contenteditable], button";
const sheets = new Map();
let dialog = null;
let opener = null;
let newest = 0;

const keyOf = (block, element) => `${block.block_id}\n${element.action_id}`;

/** One modal on the stack: its nodes, what was typed into it, and its errors. */
class Sheet {
  constructor(view) {
    Object.assign(this, { view, typed: new Map(), labels: new Map(), errors: {}, senders: new Map(), busy: false });
    this.titleId = freshId("title");
    this.title = el("h2", { id: this.titleId });
    this.body = el("div", { class: "dialog-body modal-blocks" });
    this.problem = el("p", { class: "input-error sheet-problem", role: "alert" });
    this.foot = el("footer", { class: "dialog-foot" });
    this.back = el("button", { type: "button", class: "icon-button", "aria-label": t("back"), onclick: () => this.dismiss() }, icon("back"));
    const cross = el("button", { type: "button", class: "icon-button", "aria-label": t("close"), onclick: () => this.dismiss(true) }, icon("close"));
    this.node = el("form", { class: "sheet", novalidate: true, onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      el("header", { class: "dialog-head" }, this.back, this.title, cross), this.body, this.problem, this.foot);
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.submit(); }
    });
    this.remember(view);
  }

  remember(view) {
    for (const [blockId, actions] of Object.entries(view.state?.values ?? {})) {
      for (const [actionId, entry] of Object.entries(actions)) {
        const key = `${blockId}\n${actionId}`;
        const plain = plainOfState(entry, this.labels);
        if (!this.typed.has(key) && entry.type !== "file_input") this.typed.set(key, plain);
      }
    }
  }

  take(view, depth) {
    if (view.hash !== this.view.hash) this.errors = {};
    this.remember(view);
    this.view = view;
    this.back.hidden = depth < 2;
    this.draw();
  }

  draw() {
    const { view } = this;
    const held = this.body.contains(document.activeElement) ? document.activeElement.closest("[data-block]")?.dataset.block : null;
    this.title.replaceChildren(drawText(view.title));
    drawBlocks(this.body, view.blocks, {
      surface: "modal", host: (block, element) => this.host(block, element), error: (block) => this.errors[block.block_id] ?? null,
    });
    const close = el("button", { type: "button", class: "button", onclick: () => this.dismiss() }, view.close ? drawText(view.close) : t(view.submit ? "cancel" : "close"));
    const send = view.submit && el("button", { type: "submit", class: "button button-primary", "aria-busy": this.busy ? "true" : null }, drawText(view.submit));
    if (this.busy && send) send.setAttribute("aria-label", t("sending"));
    const footed = this.foot.contains(document.activeElement) ? document.activeElement.type : null;
    this.foot.replaceChildren(...[close, send].filter(Boolean));
    if (footed) (footed === "submit" && send || close).focus();
    else if (held && !this.body.contains(document.activeElement)) this.body.querySelector(`[data-block="${CSS.escape(held)}"]`)?.querySelector(FIELDS)?.focus();
  }

  host(block, element) {
    const key = keyOf(block, element);
    const place = { view_id: this.view.id };
    const input = block.type === "input";
    return {
      surface: "modal", labels: this.labels, value: this.typed.get(key), clearable: input,
      press: (detail) => pressAt(place, block, element, detail),
      entered: () => { if (!block.dispatch_action) this.submit(); },
      options: (query) => askOptions(place, block, element, query),
      changed: (value, how) => {
        this.typed.set(key, value);
        if (element.type === "file_input") return;
        if (input) this.tell(block, element, value, how);
        else if (how !== "typing") pressAt(place, block, element, { selected: value });
      },
    };
  }

  /** Hands what is being typed to the sandbox: at once when chosen, when typing pauses otherwise. */
  tell(block, element, value, how) {
    const key = keyOf(block, element);
    if (!this.senders.has(key)) this.senders.set(key, debounce((...args) => this.send(...args), TYPE_AFTER));
    const body = { user: state.me.id, view_id: this.view.id, block_id: block.block_id, action_id: element.action_id, value, enter: how === "enter" };
    if (how === "typing") this.senders.get(key)(body);
    else { this.senders.get(key).cancel(); this.send(body); }
  }

  async send(body) {
    if (!sheets.has(this.view.id)) return;
    const answer = await attempt(() => api.type(body));
    if (answer?.dispatched) heeded(answer.ack);
  }

  plain(block) {
    const typed = this.typed.get(keyOf(block, block.element));
    return typed === undefined ? initialOf(block.element) : typed;
  }

  async submit() {
    if (this.busy || !this.view.submit) return;
    const inputs = this.view.blocks.filter((block) => block.type === "input");
    this.errors = Object.fromEntries(inputs.map((block) => [block.block_id, complaint(block, this.plain(block))]).filter(([, sentence]) => sentence));
    if (Object.keys(this.errors).length) { this.draw(); this.toFirstError(); return; }
    for (const sender of this.senders.values()) sender.cancel();
    const values = {};
    for (const block of inputs) values[block.block_id] = { [block.element.action_id]: this.plain(block) };
    this.busy = true;
    this.problem.textContent = "";
    this.draw();
    const answer = await this.deliver(values);
    this.busy = false;
    if (answer?.errors && Object.keys(answer.errors).length) this.errors = answer.errors;
    this.draw();
    this.toFirstError();
    if (answer) showViews(answer);
    if (answer && !Object.keys(this.errors).length) this.body.scrollTop = 0; // what the bot asks stands on top
  }

  async deliver(values) {
    const sent = { user: state.me.id, callback_id: this.view.callback_id ?? "", title: this.firstText() };
    try {
      const answer = await api.submit({ user: state.me.id, view_id: this.view.id, values });
      if (answer.ack && !answer.ack.acked) this.problem.textContent = t("submitFailed", { reason: t(answer.ack.error === "no_connection" ? "noBot" : "botSilent") });
      else if (this.settled(answer, sent.callback_id)) emit("submitted", sent); // as it was sent: the view may be another one by now
      return answer;
    } catch (error) {
      this.problem.textContent = t("submitFailed", { reason: reasonOf(error) });
      return null;
    }
  }

  /** Whether the form is done with: no errors, and the bot does not show the same form again with a question. */
  settled(answer, asked) {
    const again = answer.views?.some((view) => view.id === this.view.id && view.callback_id === asked);
    return !Object.keys(answer.errors ?? {}).length && !again;
  }

  /** The first thing written in words: a title, as a rule. */
  firstText() {
    const block = this.view.blocks.find((one) => one.element?.type === "plain_text_input");
    return block ? this.plain(block) ?? "" : "";
  }

  toFirstError() {
    const wrong = this.body.querySelector(".has-error");
    wrong?.scrollIntoView({ block: "center" });
    wrong?.querySelector(FIELDS)?.focus();
  }

  async dismiss(all = false) {
    const answer = await attempt(() => api.close({ user: state.me.id, view_id: this.view.id, clear_all: all }));
    if (answer) showViews(answer);
  }
}

function openFrame() {
  if (dialog) return;
  const node = document.activeElement;
  opener = { node, ts: node?.closest("[data-ts]")?.dataset.ts };
  dialog = el("dialog", { class: "dialog modal" });
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); sheets.get(state.views.at(-1)?.id)?.dismiss(); });
  document.body.append(dialog);
  dialog.showModal();
}

function closeFrame() {
  dialog?.close();
  dialog?.remove();
  dialog = null;
  refocus();
}

/** Back to what opened the modal, or to what stands there now: a card may have been drawn anew. */
function refocus() {
  if (!opener) return;
  const { node, ts } = opener;
  const message = ts && document.querySelector(`#pane [data-ts="${CSS.escape(ts)}"]`);
  (node?.isConnected && node !== document.body ? node : message || document.querySelector("#pane .composer-field"))?.focus({ preventScroll: true });
  opener = null;
}

function focusFirst(sheet) {
  const wanted = sheet.view.blocks.find((block) => block.element?.focus_on_load);
  const place = wanted ? sheet.body.querySelector(`[data-block="${CSS.escape(wanted.block_id)}"]`) : sheet.body;
  (place?.querySelector("input:not([type=checkbox]):not([type=radio]):not([role=combobox]), textarea, [contenteditable]") ?? sheet.node.querySelector(".dialog-foot button:last-child"))?.focus();
}

/** Shows the stack as the sandbox has it, bottom first; what was told before what is shown comes too late. */
export function showViews({ views, views_at: at }) {
  if (at < newest) return;
  newest = at;
  state.views = views;
  for (const id of [...sheets.keys()]) if (!views.some((view) => view.id === id)) sheets.delete(id);
  const top = views.at(-1);
  if (!top) { closeFrame(); emit("views"); return; }
  openFrame();
  const fresh = !sheets.has(top.id);
  for (const view of views) if (!sheets.has(view.id)) sheets.set(view.id, new Sheet(view));
  views.forEach((view, index) => sheets.get(view.id).take(view, index + 1));
  const sheet = sheets.get(top.id);
  if (dialog.firstChild !== sheet.node) {
    dialog.replaceChildren(sheet.node);
    dialog.setAttribute("aria-labelledby", sheet.titleId);
    if (fresh) focusFirst(sheet);
  }
  emit("views");
}

/** Puts a text into the first single-line and the first long field, for the guide's sample. */
export function fillSample(texts) {
  const fields = dialog?.querySelectorAll(".text-input > input, .text-input > textarea") ?? [];
  [...fields].slice(0, texts.length).forEach((field, index) => {
    field.value = texts[index];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export function isModalOpen() {
  return dialog !== null;
}

on("lang", () => { for (const sheet of sheets.values()) sheet.draw(); });
