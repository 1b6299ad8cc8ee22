// Editing one's own message in place.
import * as api from "./api.mjs";
import { composing, el } from "./dom.mjs";
import { t } from "./i18n.mjs";
import { unescape } from "./mrkdwn.mjs";
import { outgoing, readable } from "./outgoing.mjs";
import { emit, state } from "./store.mjs";
import { attempt } from "./toast.mjs";

function stopEditing(channel) {
  const ts = state.editing;
  state.editing = null;
  emit("messages", { channel });
  document.querySelector(`.log [data-ts="${CSS.escape(ts)}"]`)?.focus();
}

export function drawEditor(channel, message) {
  const mentions = new Map();
  const field = el("textarea", { class: "text-field", rows: 3, "aria-label": t("editMessage"), value: unescape(readable(message.text ?? "", mentions)) });
  const save = async () => {
    const answer = await attempt(() => api.edit({ user: state.me.id, channel, ts: message.ts, text: outgoing(field.value, mentions) }));
    if (answer) stopEditing(channel);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); stopEditing(channel); }
    if (event.key === "Enter" && !event.shiftKey && !composing(event)) { event.preventDefault(); save(); }
  });
  requestAnimationFrame(() => { field.focus(); field.setSelectionRange(field.value.length, field.value.length); });
  return el("div", { class: "editor" }, field, el("div", { class: "editor-foot" }, el("span", { class: "quiet-text" }, t("editHint")),
    el("button", { type: "button", class: "button button-small", onclick: () => stopEditing(channel) }, t("cancel")), el("button", { type: "button", class: "button button-small button-primary", onclick: save }, t("save"))));
}
