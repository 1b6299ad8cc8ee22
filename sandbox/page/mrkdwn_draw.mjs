// Draws parsed mrkdwn, and the mentions, links and emoji that every text shares.
import { el, fragment, link, freshId } from "./dom.mjs";
import { emojiOf, withEmoji } from "./emoji.mjs";
import { parseMrkdwn, parseInline, unescape } from "./mrkdwn.mjs";
import { channelOf, emit, nameOf, state } from "./store.mjs";
import { fillDate } from "./time.mjs";

const TAGS = { bold: "strong", italic: "em", strike: "s" };

export function drawUser(id, label) {
  const mine = id === state.me?.id;
  const name = state.users.has(id) || id === state.bot.id ? nameOf(id) : label ?? id;
  return el("button", { type: "button", class: mine ? "mention mention-me" : "mention", onclick: () => emit("open-person", id) }, `@${name}`);
}

export function drawChannel(id, label) {
  const name = channelOf(id)?.name ?? label ?? id;
  return el("button", { type: "button", class: "mention", onclick: () => emit("go", { channel: id }) }, `#${name}`);
}

export function drawBroadcast(range, label) {
  return el("span", { class: "mention mention-me" }, label ?? `@${range}`);
}

export function drawEmoji(name) {
  const character = emojiOf(name);
  return character
    ? el("span", { class: "emoji", role: "img", "aria-label": name, title: `:${name}:` }, character)
    : document.createTextNode(`:${name}:`);
}

/** A link; one that leads into this workspace opens here instead of in a new tab. */
export function drawLink(url, ...children) {
  const node = link(url, ...children);
  const inside = permalink(url);
  if (inside) {
    node.removeAttribute("target");
    node.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      emit("go", inside);
    });
  }
  return node;
}

/** {channel, ts, thread} when the address is a permalink of this workspace. */
export function permalink(url) {
  const found = /\/archives\/([CDG][A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?(?:\?(.*))?$/.exec(url ?? "");
  if (!found) return null;
  let host = "";
  try {
    host = new URL(url, location.origin).host;
  } catch {
    return null;
  }
  if (host !== location.host && host.split(".")[0] !== state.team.domain) return null;
  const thread = new URLSearchParams(found[4] ?? "").get("thread_ts");
  return { channel: found[1], ts: found[2] ? `${found[2]}.${found[3]}` : null, thread };
}

function drawNode(node) {
  switch (node.type) {
    case "text": return document.createTextNode(node.text);
    case "emoji": return drawEmoji(node.name);
    case "user": return drawUser(node.id, node.label);
    case "channel": return drawChannel(node.id, node.label);
    case "usergroup": return el("span", { class: "mention" }, node.label ?? `@${node.id}`);
    case "broadcast": return drawBroadcast(node.range, node.label);
    case "link": return drawLink(node.url, withEmoji(node.label));
    case "date": {
      const text = fillDate(node.timestamp, node.pattern) ?? node.fallback;
      return node.url ? drawLink(unescape(node.url), text) : el("time", { title: node.fallback }, text);
    }
    case "code": return el("code", {}, node.children.map(drawNode));
    default: return el(TAGS[node.type], {}, node.children.map(drawNode));
  }
}

export function drawInline(text) {
  return fragment(parseInline(text).map(drawNode));
}

export function drawMrkdwn(text) {
  return fragment(parseMrkdwn(text).map((block) => {
    const children = block.children.map(drawNode);
    if (block.type === "pre") return el("pre", { tabindex: "0", id: freshId("pre") }, children);
    return el(block.type === "quote" ? "blockquote" : "div", { class: "line" }, children);
  }));
}

/** A text object of Block Kit, or a bare string (some newer blocks allow it). */
export function drawText(text) {
  if (!text) return fragment();
  if (typeof text === "string") return fragment(withEmoji(unescape(text)));
  if (text.type === "mrkdwn") return drawMrkdwn(text.text ?? "");
  const plain = unescape(text.text ?? "");
  return fragment(text.emoji === false ? plain : withEmoji(plain));
}

export function plainOf(text) {
  return typeof text === "string" ? text : unescape(text?.text ?? "");
}
