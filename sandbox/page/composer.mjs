// Where people write: text, commands, mentions, files, shortcuts.
import * as api from "./api.mjs";
import { Completion } from "./completion.mjs";
import { composing, el } from "./dom.mjs";
import { pickEmoji } from "./emoji_picker.mjs";
import { t } from "./i18n.mjs";
import { icon } from "./icons.mjs";
import { fileChip, takeFiles } from "./inputs/files.mjs";
import { outgoing } from "./outgoing.mjs";
import { openShortcuts } from "./shortcuts.mjs";
import { emit, state } from "./store.mjs";
import { attempt, heeded, toast } from "./toast.mjs";

const MOST_FILES = 10;
const drafts = new Map();

function commandOf(text) {
  const found = /^(\/\S+)(?:\s+([\s\S]*))?$/.exec(text.trim());
  return found && { command: found[1].toLowerCase(), text: found[2] ?? "" };
}

/** A composer for a place: `{channel, thread_ts?, label}`; drafts survive leaving the place. */
export class Composer {
  constructor(place) {
    this.place = place;
    this.key = `${place.channel}/${place.thread_ts ?? ""}`;
    const draft = drafts.get(this.key) ?? { text: "", mentions: new Map(), files: [] };
    this.mentions = draft.mentions;
    this.files = draft.files;
    this.build(draft.text);
  }

  build(text) {
    const tool = (name, sign, run, extra = {}) => el("button", { type: "button", class: "icon-button", "aria-label": t(name), title: t(name), ...extra, onclick: (event) => run(event.currentTarget) }, icon(sign));
    this.field = el("textarea", { class: "composer-field", rows: 1, placeholder: this.place.label, "aria-label": this.place.label, value: text, enterkeyhint: "send" });
    this.chips = el("div", { class: "chips" });
    this.chooser = el("input", { type: "file", multiple: true, class: "visually-hidden", tabindex: "-1", "aria-hidden": "true" });
    this.sendButton = el("button", { type: "submit", class: "send", "aria-label": t("send"), title: t("send") }, icon("send"));
    this.root = el(
      "form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      el("div", { class: "composer-box" }, this.field, this.chips,
        el("div", { class: "composer-tools" },
          tool("shortcuts", "bolt", (node) => openShortcuts(node, (command) => this.put(`${command} `)), { "aria-haspopup": "menu" }),
          tool("attach", "attach", () => this.chooser.click()),
          tool("emoji", "smile", (node) => pickEmoji(node, (name) => this.put(`:${name}: `)), { "aria-haspopup": "dialog" }),
          tool("mention", "at", () => this.put("@")),
          el("span", { class: "composer-hint" }, t("formatHint")), this.sendButton)),
      this.chooser,
    );
    this.completion = new Completion(this.field, this.root, this.mentions, { inThread: Boolean(this.place.thread_ts) });
    this.listen();
    this.refresh();
  }

  listen() {
    this.field.addEventListener("input", () => { this.refresh(); this.completion.look(); });
    this.field.addEventListener("blur", () => this.completion.close());
    this.field.addEventListener("keydown", (event) => {
      if (composing(event) || this.completion.key(event)) return;
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.send(); }
    });
    this.field.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); this.attach(event.clipboardData.files); } });
    this.chooser.addEventListener("change", () => { this.attach(this.chooser.files); });
    this.root.addEventListener("dragover", (event) => event.preventDefault());
    this.root.addEventListener("drop", (event) => { event.preventDefault(); this.attach(event.dataTransfer.files); });
  }

  async attach(list) {
    this.files.push(...await takeFiles([...list], MOST_FILES - this.files.length, (sentence) => toast(sentence, "error")));
    this.chooser.value = "";
    this.refresh();
    this.field.focus();
  }

  put(text) {
    const { selectionStart: at, selectionEnd: end, value } = this.field;
    const gap = text === "@" && at > 0 && !/\s$/.test(value.slice(0, at)) ? " " : "";
    this.field.setRangeText(gap + text, at, end, "end");
    this.field.focus();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  refresh() {
    drafts.set(this.key, { text: this.field.value, mentions: this.mentions, files: this.files });
    this.sendButton.disabled = !this.field.value.trim() && !this.files.length;
    this.chips.replaceChildren(...this.files.map((file, index) => fileChip(file.name, () => { this.files.splice(index, 1); this.refresh(); })));
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 220)}px`;
  }

  clear() {
    this.field.value = "";
    this.files = [];
    this.mentions.clear();
    this.completion.close();
    this.refresh();
  }

  async send() {
    const text = this.field.value;
    const command = commandOf(text);
    if (!text.trim() && !this.files.length) return;
    if (command && !this.files.length) { await this.run(command); return; }
    const kept = { text, files: this.files, mentions: new Map(this.mentions) };
    this.clear();
    const { channel, thread_ts } = this.place;
    const answer = await attempt(() => api.say({ user: state.me.id, channel, thread_ts, text: outgoing(text.trim(), kept.mentions), files: kept.files.length ? kept.files : undefined }));
    if (!answer) { this.restore(kept); return; }
    emit("said", { channel: answer.channel });
  }

  restore({ text, files, mentions }) {
    this.field.value = text;
    this.files = files;
    for (const [name, token] of mentions) this.mentions.set(name, token);
    this.refresh();
  }

  async run({ command, text }) {
    if (this.place.thread_ts) { toast(t("noCommandsInThread"), "error"); return; }
    const known = state.commands.find((one) => one.command === command);
    if (!known) { toast(t("unknownCommand", { command }), "error"); return; }
    const sent = known.should_escape ? outgoing(text, this.mentions) : text;
    const kept = { text: this.field.value, files: this.files, mentions: new Map(this.mentions) };
    this.clear();
    const answer = await attempt(() => api.command({ user: state.me.id, channel: this.place.channel, command, text: sent }));
    if (!answer || !heeded(answer.ack)) this.restore(kept);
  }
}
