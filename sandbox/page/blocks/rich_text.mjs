// rich_text: sections, lists, quotes, preformatted, with every inline element.
import { el, fragment } from "../dom.mjs";
import { drawBroadcast, drawChannel, drawEmoji, drawLink, drawUser } from "../mrkdwn_draw.mjs";
import { fillDate } from "../time.mjs";

const MARKS = [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];

function styledNode(node, style = {}) {
  return MARKS.reduce((inner, [mark, tag]) => (style[mark] ? el(tag, {}, inner) : inner), node);
}

const INLINE = {
  text: (item) => document.createTextNode(item.text ?? ""),
  link: (item) => drawLink(item.url, item.text || item.url),
  user: (item) => drawUser(item.user_id),
  channel: (item) => drawChannel(item.channel_id),
  usergroup: (item) => el("span", { class: "mention" }, `@${item.usergroup_id}`),
  broadcast: (item) => drawBroadcast(item.range),
  emoji: (item) => drawEmoji(item.skin_tone ? `${item.name}::skin-tone-${item.skin_tone}` : item.name),
  color: (item) => colour(item.value),
  date: (item) => el("time", {}, fillDate(item.timestamp, item.format ?? "{date}") ?? item.fallback ?? ""),
};

function colour(value) {
  const swatch = el("span", { class: "swatch" });
  if (/^#[0-9a-f]{3,8}$/i.test(value)) swatch.style.backgroundColor = value;
  return el("span", {}, swatch, value);
}

function drawInlineElements(elements) {
  return (elements ?? []).map((item) => styledNode(INLINE[item.type]?.(item) ?? document.createTextNode(item.text ?? ""), item.style));
}

/** Lists of one rich_text follow one another with an indent each: an indented one hangs under the item before it. */
function listInto(container, element) {
  const list = el(element.style === "ordered" ? "ol" : "ul", {
    class: `indent-${Math.min(element.indent ?? 0, 8)}${element.border ? " bordered" : ""}`,
    start: element.style === "ordered" && element.offset ? element.offset + 1 : null,
  }, element.elements.map((item) => el("li", {}, drawInlineElements(item.elements))));
  container.append(list);
}

const PARTS = {
  rich_text_section: (container, part) => container.append(el("div", { class: "line" }, drawInlineElements(part.elements))),
  rich_text_list: listInto,
  rich_text_quote: (container, part) => container.append(el("blockquote", {}, drawInlineElements(part.elements))),
  rich_text_preformatted: (container, part) => container.append(el("pre", { tabindex: "0" }, drawInlineElements(part.elements))),
};

export function drawRichText(block) {
  const container = el("div");
  for (const part of block.elements ?? []) PARTS[part.type]?.(container, part);
  return container;
}

/** A rich_text inside a table cell. */
export function richTextCell(cell) {
  const drawn = drawRichText(cell);
  return fragment(...drawn.childNodes);
}

/** What a rich_text says, without its styles: for sorting. */
export function richTextPlain(block) {
  return (block.elements ?? []).map((part) => (part.elements ? richTextPlain(part) : part.text ?? part.name ?? "")).join("");
}
