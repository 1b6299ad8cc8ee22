// What can be done with a message: react, reply, shortcuts, link, edit, delete.
import * as api from "./api.mjs";
import { ask } from "./dialog.mjs";
import { el } from "./dom.mjs";
import { emojiOf } from "./emoji.mjs";
import { pickEmoji } from "./emoji_picker.mjs";
import { openThread, permalinkOf } from "./go.mjs";
import { t } from "./i18n.mjs";
import { icon } from "./icons.mjs";
import { openMenu } from "./menu.mjs";
import { emit, state } from "./store.mjs";
import { attempt, heeded, toast } from "./toast.mjs";

const QUICK = ["bulb", "+1"];

export function react(channel, message, name, remove = false) {
  return attempt(() => api.react({ user: state.me.id, channel, ts: message.ts, name, remove }));
}

async function runShortcut(shortcut, channel, message) {
  const answer = await attempt(() => api.shortcut({ user: state.me.id, callback_id: shortcut.callback_id, channel, ts: message.ts }));
  if (answer) heeded(answer.ack);
}

async function copyLink(channel, message) {
  const url = permalinkOf(channel, message);
  try {
    await navigator.clipboard.writeText(url);
    toast(t("copied"));
  } catch {
    toast(url);
  }
}

async function removeMessage(channel, message) {
  if (!await ask({ title: t("deleteMessage"), text: t("deleteQuestion"), confirm: t("deleteMessage"), danger: true })) return;
  await attempt(() => api.remove({ user: state.me.id, channel, ts: message.ts }));
}

function edit(channel, message) {
  state.editing = message.ts;
  emit("messages", { channel });
}

function menuItems(channel, message) {
  const shortcuts = state.shortcuts.filter((shortcut) => shortcut.type === "message");
  const own = message.user === state.me.id && !message.bot_id;
  return [
    { label: t("copyLink"), icon: "link", run: () => copyLink(channel, message) },
    ...(own ? [
      { label: t("editMessage"), icon: "edit", run: () => edit(channel, message) },
      { label: t("deleteMessage"), icon: "trash", danger: true, run: () => removeMessage(channel, message) },
    ] : []),
    ...(shortcuts.length ? [{ divider: true }, { heading: t("messageShortcuts") }] : []),
    ...shortcuts.map((shortcut) => ({ label: shortcut.name, note: shortcut.description, icon: "bolt", run: () => runShortcut(shortcut, channel, message) })),
  ];
}

function tool(name, content, run, extra = {}) {
  const node = el("button", { type: "button", class: "tool", "aria-label": t(name), title: t(name), ...extra }, content);
  node.addEventListener("click", () => run(node));
  return node;
}

/** The toolbar that shows beside a message under the pointer or with focus in it. */
export function drawTools(channel, message, row) {
  if (message.is_ephemeral) return null;
  const reacted = (name) => message.reactions?.some((reaction) => reaction.name === name && reaction.users.includes(state.me.id)) ?? false;
  return el(
    "div", { class: "tools", role: "toolbar", "aria-label": t("moreActions") },
    QUICK.map((name) => tool("addReaction", emojiOf(name), () => react(channel, message, name, reacted(name)), { "aria-label": `${t("addReaction")} :${name}:`, title: `:${name}:`, data: { quick: name } })),
    tool("addReaction", icon("smile", 18), (node) => pickEmoji(node, (name) => react(channel, message, name)), { "aria-haspopup": "dialog" }),
    !row.inThread && tool("replyInThread", icon("thread", 18), () => openThread(channel, message.thread_ts ?? message.ts)),
    tool("moreActions", icon("more", 18), (node) => openMenu(node, menuItems(channel, message), t("moreActions")), { "aria-haspopup": "menu" }),
  );
}
