// The markdown block: headings, lists, tasks, quotes, code, tables, rules, links, emphasis.
import { el, fragment } from "../dom.mjs";
import { drawEmoji, drawLink, drawUser, drawChannel } from "../mrkdwn_draw.mjs";

const INLINE = [
  [/^`([^`\n]+)`/, (m) => el("code", {}, m[1])],
  [/^\*\*([^\n]+?)\*\*(?!\*)/, (m) => el("strong", {}, inline(m[1]))],
  [/^__([^\n]+?)__/, (m) => el("strong", {}, inline(m[1]))],
  [/^\*([^*\s][^*\n]*?)\*/, (m) => el("em", {}, inline(m[1]))],
  [/^_([^_\s][^_\n]*?)_(?![\p{L}\p{N}])/u, (m) => el("em", {}, inline(m[1]))],
  [/^~~([^\n]+?)~~/, (m) => el("s", {}, inline(m[1]))],
  [/^!?\[([^\]\n]*)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/, (m) => drawLink(m[2], m[1] ? inline(m[1]) : m[2])],
  [/^<@([UW][A-Z0-9]+)>/, (m) => drawUser(m[1])],
  [/^<#([CG][A-Z0-9]+)(?:\|([^>]*))?>/, (m) => drawChannel(m[1], m[2])],
  [/^<?(https?:\/\/[^\s<>)]+[^\s<>).,、。」])>?/, (m) => drawLink(m[1], m[1])],
  [/^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/, (m) => drawEmoji(m[1])],
  [/^\\([\\`*_{}[\]()#+.!|~>-])/, (m) => document.createTextNode(m[1])],
];

function inline(text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const midWord = text[at] === "_" && /[\p{L}\p{N}]$/u.test(text.slice(0, at));
    const hit = midWord ? null : INLINE.map(([rule, draw]) => [rest.match(rule), draw]).find(([match]) => match);
    if (!hit) { plain += text[at]; at += 1; continue; }
    if (plain) nodes.push(document.createTextNode(plain));
    plain = "";
    nodes.push(hit[1](hit[0]));
    at += hit[0][0].length;
  }
  if (plain) nodes.push(document.createTextNode(plain));
  return fragment(nodes);
}

const LIST = /^(\s*)(?:([-*+])|(\d+)[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function takeTable(lines, at) {
  const marks = cells(lines[at + 1]).map((mark) => (/^:.*:$/.test(mark) ? "center" : mark.endsWith(":") ? "right" : "left"));
  const row = (line, tag) => el("tr", {}, cells(line).map((cell, index) => el(tag, { class: `align-${marks[index] ?? "left"}` }, inline(cell))));
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) end += 1;
  const table = el("table", {}, el("thead", {}, row(lines[at], "th")), el("tbody", {}, lines.slice(at + 2, end).map((line) => row(line, "td"))));
  return [el("div", { class: "table-scroll", tabindex: "0" }, table), end];
}

function takeList(lines, at) {
  const first = lines[at].match(LIST);
  const depth = first[1].length;
  const list = el(first[2] ? "ul" : "ol", { start: first[3] && first[3] !== "1" ? first[3] : null });
  let end = at;
  while (end < lines.length) {
    const item = lines[end].match(LIST);
    if (!item || item[1].length < depth) break;
    if (item[1].length > depth) {
      const [nested, after] = takeList(lines, end);
      (list.lastElementChild ?? list).append(nested);
      end = after;
      continue;
    }
    const box = item[4] === undefined ? null : el("input", { type: "checkbox", disabled: true, checked: item[4] !== " ", "aria-label": item[5] });
    list.append(el("li", { class: box ? "task" : null }, box, inline(item[5])));
    end += 1;
  }
  return [list, end];
}

function takeFence(lines, at) {
  let end = at + 1;
  while (end < lines.length && !/^\s*```/.test(lines[end])) end += 1;
  return [el("pre", { tabindex: "0" }, lines.slice(at + 1, end).join("\n")), end + 1];
}

function takeQuote(lines, at) {
  let end = at;
  while (end < lines.length && /^\s*>/.test(lines[end])) end += 1;
  const inside = lines.slice(at, end).map((line) => line.replace(/^\s*> ?/, "")).join("\n");
  return [el("blockquote", {}, markdownNodes(inside)), end];
}

function takeParagraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !startsBlock(lines, end)) end += 1;
  const children = lines.slice(at, end).flatMap((line, index) => [index > 0 ? el("br") : null, inline(line.trimEnd())]);
  return [el("p", {}, children), end];
}

function takeHeading(lines, at) {
  const [, marks, text] = lines[at].match(/^(#{1,6})\s+(.*?)\s*#*$/);
  return [el(`h${Math.min(marks.length + 2, 6)}`, { class: `header-${Math.min(marks.length, 4)}` }, inline(text)), at + 1];
}

const STARTS = [
  [(lines, at) => /^\s*```/.test(lines[at]), takeFence],
  [(lines, at) => /^#{1,6}\s+/.test(lines[at]), takeHeading],
  [(lines, at) => /^\s*([-*_])(\s*\1){2,}\s*$/.test(lines[at]), (lines, at) => [el("hr"), at + 1]],
  [(lines, at) => /^\s*>/.test(lines[at]), takeQuote],
  [(lines, at) => LIST.test(lines[at]), takeList],
  [(lines, at) => lines[at].includes("|") && TABLE_RULE.test(lines[at + 1] ?? "") && (lines[at + 1] ?? "").includes("-"), takeTable],
];

function startsBlock(lines, at) {
  return STARTS.some(([starts]) => starts(lines, at));
}

function markdownNodes(text) {
  const lines = text.split("\n");
  const nodes = [];
  for (let at = 0; at < lines.length;) {
    if (!lines[at].trim()) { at += 1; continue; }
    const take = STARTS.find(([starts]) => starts(lines, at))?.[1] ?? takeParagraph;
    const [node, after] = take(lines, at);
    nodes.push(node);
    at = after;
  }
  return nodes;
}

export function drawMarkdownBlock(block) {
  return el("div", {}, markdownNodes(block.text ?? ""));
}
