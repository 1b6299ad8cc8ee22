// Who somebody is, and the short way to be them.
import { avatar } from "./avatar.mjs";
import { openDialog } from "./dialog.mjs";
import { el } from "./dom.mjs";
import { t } from "./i18n.mjs";
import { emit, on, state, userOf } from "./store.mjs";

function line(name, value) {
  return value ? [el("dt", {}, t(name)), el("dd", {}, value)] : [];
}

on("open-person", (id) => {
  const user = userOf(id);
  if (!user) return;
  const bot = id === state.bot.id;
  const write = el("button", { type: "button", class: "button", onclick: () => { dialog.close(); emit("go", { channel: id }); } }, t("messageThem"));
  const use = !bot && el("button", { type: "button", class: "button button-primary", onclick: () => { dialog.close(); emit("sign-in", { user: id, stay: true }); } }, t("useAs"));
  const dialog = openDialog({
    title: user.real_name || user.name, name: "dialog-small",
    body: el("div", { class: "profile" }, avatar(id), el("dl", {}, line("department", user.department), line("title", user.title), line("email", user.email))),
    foot: id === state.me.id ? null : [write, use].filter(Boolean),
  });
});
