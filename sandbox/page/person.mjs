// Who somebody is, and the short way to be them.
import * as api from "./api.mjs";
import { avatar } from "./avatar.mjs";
import { openDialog } from "./dialog.mjs";
import { el } from "./dom.mjs";
import { t } from "./i18n.mjs";
import { emit, on, state, userOf } from "./store.mjs";
import { attempt, toast } from "./toast.mjs";

function line(name, value) {
  return value ? [el("dt", {}, t(name)), el("dd", {}, value)] : [];
}

/** One's own status: words, and the last day they hold; empty words take it away. */
function statusForm(user, done) {
  const text = el("input", { type: "text", class: "text-field", maxlength: 100, placeholder: t("statusText"), "aria-label": t("status"), value: user.status_text ?? "" });
  const until = el("input", { type: "date", class: "text-field", "aria-label": t("statusUntil") });
  const save = el("button", { type: "submit", class: "button button-primary" }, t("statusSave"));
  return el("form", { class: "status-form", onsubmit: async (event) => {
    event.preventDefault();
    const end = text.value && until.value ? Math.floor(new Date(`${until.value}T23:59:59`).getTime() / 1000) : 0;
    const changed = { id: user.id, status_text: text.value, status_emoji: text.value ? ":palm_tree:" : "", status_expiration: end };
    const answer = await attempt(() => api.changePerson(changed));
    if (!answer) return;
    state.users.set(user.id, answer.user);
    done();
    toast(t("statusSaved"));
  } }, text, until, save);
}

on("open-person", (id) => {
  const user = userOf(id);
  if (!user) return;
  const bot = id === state.bot.id;
  const write = el("button", { type: "button", class: "button", onclick: () => { dialog.close(); emit("go", { channel: id }); } }, t("messageThem"));
  const use = !bot && el("button", { type: "button", class: "button button-primary", onclick: () => { dialog.close(); emit("sign-in", { user: id, stay: true }); } }, t("useAs"));
  const dialog = openDialog({
    title: user.real_name || user.name, name: "dialog-small",
    body: el("div", { class: "profile" }, avatar(id), el("dl", {}, line("status", user.status_text), line("department", user.department), line("title", user.title), line("email", user.email))),
    foot: id === state.me.id ? statusForm(user, () => dialog.close()) : [write, use].filter(Boolean),
  });
});
