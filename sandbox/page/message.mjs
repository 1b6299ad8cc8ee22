// One message: who, when, what, blocks, files, reactions, the thread under it.
import { avatar } from "./avatar.mjs";
import { drawBlocks } from "./blocks/index.mjs";
import { el } from "./dom.mjs";
import { emojiOf } from "./emoji.mjs";
import { openThread } from "./go.mjs";
import { t } from "./i18n.mjs";
import { icon } from "./icons.mjs";
import { actingContext } from "./interaction.mjs";
import { drawEditor } from "./editor.mjs";
import { drawTools, react } from "./message_tools.mjs";
import { drawLink, drawMrkdwn } from "./mrkdwn_draw.mjs";
import { emit, nameOf, dropMessage, state } from "./store.mjs";
import { clockTime, dayName, fullTime } from "./time.mjs";

function authorOf(message) {
  const id = message.user ?? (message.bot_id ? state.bot.id : null);
  return { id, name: message.username ?? (id ? nameOf(id) : ""), isApp: Boolean(message.bot_id) || id === state.bot.id };
}

/** Where the page gets a file: its private address, with the person instead of a token. */
function fileAddress(file) {
  return `${new URL(file.url_private, location.origin).pathname}?user=${encodeURIComponent(state.me.id)}`;
}

function drawFiles(files) {
  return el("div", { class: "files" }, files.map((file) => {
    const address = fileAddress(file);
    if (file.mimetype?.startsWith("image/")) {
      return el("a", { href: address, target: "_blank", rel: "noopener" }, el("img", { src: address, alt: file.title || file.name, class: "file-image", loading: "lazy" }));
    }
    return el("a", { href: address, target: "_blank", rel: "noopener", class: "chip file-chip", download: file.name }, icon("file", 18), el("span", {}, file.title || file.name));
  }));
}

function drawAttachment(attachment, context) {
  const body = el("div", { class: "attachment-body" });
  if (attachment.pretext) body.append(drawMrkdwn(attachment.pretext));
  if (attachment.title) body.append(el("div", { class: "card-title" }, attachment.title_link ? drawLink(attachment.title_link, attachment.title) : attachment.title));
  if (attachment.text) body.append(drawMrkdwn(attachment.text));
  if (attachment.fields) body.append(el("div", { class: "fields" }, attachment.fields.map((field) => el("div", { class: "field" }, el("strong", {}, field.title), drawMrkdwn(String(field.value))))));
  if (attachment.blocks) { const holder = el("div"); drawBlocks(holder, attachment.blocks, context); body.append(holder); }
  if (attachment.footer) body.append(el("div", { class: "card-subtitle" }, attachment.footer));
  const node = el("div", { class: "attachment" }, body);
  if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? "")) node.style.borderLeftColor = attachment.color.startsWith("#") ? attachment.color : `#${attachment.color}`;
  return node;
}

function drawReactions(channel, message) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, message.reactions.map((reaction) => {
    const mine = reaction.users.includes(state.me.id);
    const said = t("reactedBy", { names: reaction.users.map(nameOf).join("、"), name: reaction.name });
    return el("button", { type: "button", class: `reaction${mine ? " mine" : ""}`, "aria-pressed": String(mine), title: said, "aria-label": said, data: { reaction: reaction.name }, onclick: () => react(channel, message, reaction.name, mine) },
      el("span", { class: "emoji" }, emojiOf(reaction.name) ?? `:${reaction.name}:`), String(reaction.count ?? reaction.users.length));
  }));
}

function drawThreadLink(channel, message) {
  if (!message.reply_count) return null;
  const last = Number(message.latest_reply ?? message.ts);
  return el("button", { type: "button", class: "thread-link", onclick: () => openThread(channel, message.ts) },
    (message.reply_users ?? []).slice(0, 4).map((id) => avatar(id, "tiny")), el("strong", {}, t("replies", { n: message.reply_count })),
    el("span", { class: "quiet-text" }, t("lastReply", { time: `${dayName(last)} ${clockTime(last)}` })));
}

function dismiss(channel, message) {
  dropMessage(channel, message.ts);
  emit("messages", { channel });
}

const NOTICES = new Set(["channel_join", "channel_leave"]);

function drawContent(channel, message) {
  if (NOTICES.has(message.subtype)) return [el("div", { class: "quiet-text" }, t(message.subtype))];
  const context = actingContext("message", { channel, ts: message.ts });
  const parts = [];
  const typed = !message.bot_id && message.text && message.blocks?.every((block) => block.type === "rich_text");
  if (message.blocks?.length && !typed) {
    const holder = el("div", { class: "blocks" });
    drawBlocks(holder, message.blocks, context);
    parts.push(holder);
  } else if (message.text) parts.push(el("div", { class: "text" }, drawMrkdwn(message.text)));
  if (message.edited && !message.bot_id) parts.push(el("span", { class: "edited" }, t("edited")));
  for (const attachment of message.attachments ?? []) parts.push(drawAttachment(attachment, context));
  if (message.files?.length) parts.push(drawFiles(message.files));
  return parts;
}

/** The row of a message; `row` says {compact, inThread, highlighted, focusable}. */
export function drawMessage(channel, message, row) {
  const author = authorOf(message);
  const at = Number(message.ts);
  const time = el("time", { datetime: new Date(at * 1000).toISOString(), title: fullTime(at) }, clockTime(at));
  const editing = state.editing === message.ts;
  const node = el(
    "article", {
      class: ["message", row.compact && "compact", row.highlighted && "highlighted", message.is_ephemeral && "ephemeral"].filter(Boolean).join(" "),
      tabindex: "-1", data: { ts: message.ts }, "aria-label": `${author.name} ${clockTime(at)}`,
    },
    el("div", { class: "message-side" }, row.compact ? time : avatar(author.id)),
    el(
      "div", { class: "message-main" },
      message.is_ephemeral && el("div", { class: "only-you" }, icon("eye", 15), t("onlyYou"), el("button", { type: "button", class: "text-button", onclick: () => dismiss(channel, message) }, t("dismiss"))),
      !row.compact && el("header", { class: "message-head" },
        author.isApp ? el("strong", {}, author.name) : el("button", { type: "button", class: "author", onclick: () => emit("open-person", author.id) }, author.name),
        author.isApp && el("span", { class: "app-mark" }, t("app")), time),
      editing ? drawEditor(channel, message) : drawContent(channel, message),
      drawReactions(channel, message),
      !row.inThread && drawThreadLink(channel, message),
    ),
    !editing && drawTools(channel, message, row),
  );
  return node;
}

