// Slack's mrkdwn: parsed to plain data here, drawn in mrkdwn_draw.mjs.

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const WORD = /[\p{L}\p{N}_]/u;
const BARE_URL = /^https?:\/\/[^\s<>|`]+/i;
const STYLES = { "*": "bold", "_": "italic", "~": "strike" };

export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

function labelled(inside) {
  const bar = inside.indexOf("|");
  return bar < 0 ? [inside, null] : [inside.slice(0, bar), inside.slice(bar + 1)];
}

/** What stands between < and >: a mention, a channel, a special, a date or a link. */
function parseAngle(inside) {
  const [target, label] = labelled(inside);
  const text = label === null ? null : unescape(label);
  if (/^@[UWB]/.test(target)) return { type: "user", id: target.slice(1), label: text };
  if (/^#[CDG]/.test(target)) return { type: "channel", id: target.slice(1), label: text };
  if (target.startsWith("!date^")) {
    const [, timestamp, pattern = "", url] = target.split("^");
    return { type: "date", timestamp, pattern: unescape(pattern), url, fallback: text ?? "" };
  }
  if (target.startsWith("!subteam^")) return { type: "usergroup", id: target.split("^")[1], label: text };
  if (target.startsWith("!")) return { type: "broadcast", range: target.slice(1), label: text };
  if (/^(https?:|mailto:|tel:)/i.test(target)) {
    const url = unescape(target);
    return { type: "link", url, label: text ?? url.replace(/^(mailto|tel):/i, "") };
  }
  return null;
}

function closing(text, from, mark) {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\n") return -1;
    if (text[at] === "<") {
      const end = text.indexOf(">", at);
      if (end > 0) at = end;
      continue;
    }
    if (text[at] !== mark) continue;
    const after = text.slice(at + 1).match(/^./u)?.[0] ?? "";
    const closes = at > from + 1 && !/\s/.test(text[at - 1]) && !WORD.test(after) && after !== mark;
    return closes ? at : -1;
  }
  return -1;
}

function styled(text, at) {
  const mark = text[at];
  const before = [...text.slice(Math.max(0, at - 2), at)].pop() ?? "";
  if (before && (WORD.test(before) || before === mark)) return null;
  if (at + 1 >= text.length || /\s/.test(text[at + 1])) return null;
  const end = closing(text, at, mark);
  return end < 0 ? null : { node: { type: STYLES[mark], children: parseInline(text.slice(at + 1, end)) }, end: end + 1 };
}

function code(text, at) {
  const end = text.indexOf("`", at + 1);
  const inside = text.slice(at + 1, end);
  if (end < 0 || inside === "" || inside.includes("\n")) return null;
  return { node: { type: "code", children: parseAngles(inside) }, end: end + 1 };
}

function angle(text, at) {
  const end = text.indexOf(">", at);
  if (end < 0) return null;
  const node = parseAngle(text.slice(at + 1, end));
  return node && { node, end: end + 1 };
}

function bareUrl(text, at) {
  if (at > 0 && WORD.test(text[at - 1]) && text.charCodeAt(at - 1) < 128) return null;
  const found = text.slice(at).match(BARE_URL)?.[0].replace(/[.,;:!?)\]'"、。」）*_~]+$/, "");
  if (!found) return null;
  const url = unescape(found);
  return { node: { type: "link", url, label: url }, end: at + found.length };
}

function emoji(text, at) {
  const found = text.slice(at).match(/^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/);
  return found && { node: { type: "emoji", name: found[1] }, end: at + found[0].length };
}

const READERS = { "`": code, "<": angle, ":": emoji, "*": styled, "_": styled, "~": styled, h: bareUrl, H: bareUrl };

/** One run of text to nodes: text, bold, italic, strike, code, link, user, channel, broadcast, date, emoji. */
export function parseInline(text) {
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const read = READERS[text[at]]?.(text, at);
    if (!read) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) nodes.push({ type: "text", text: unescape(plain) });
    plain = "";
    nodes.push(read.node);
    at = read.end;
  }
  if (plain) nodes.push({ type: "text", text: unescape(plain) });
  return nodes;
}

function parseAngles(text) {
  return text.split(/(<[^<>\n]+>)/).filter(Boolean).map((part) => {
    const node = part.startsWith("<") && part.endsWith(">") ? parseAngle(part.slice(1, -1)) : null;
    return node ?? { type: "text", text: unescape(part) };
  });
}

function paragraphs(text) {
  const blocks = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    if (/^(>>>|&gt;&gt;&gt;)/.test(lines[at])) {
      const rest = [lines[at].replace(/^(>>>|&gt;&gt;&gt;) ?/, ""), ...lines.slice(at + 1)].join("\n");
      blocks.push({ type: "quote", children: parseInline(rest) });
      break;
    }
    const quoted = /^(>|&gt;)/.test(lines[at]);
    const line = quoted ? lines[at].replace(/^(>|&gt;) ?/, "") : lines[at];
    const last = blocks.at(-1);
    const type = quoted ? "quote" : "paragraph";
    if (last?.type === type) last.lines.push(line);
    else blocks.push({ type, lines: [line] });
  }
  return blocks.map((block) => (block.lines ? { type: block.type, children: parseInline(block.lines.join("\n")) } : block));
}

/** mrkdwn to blocks: paragraph, quote (with inline children) and pre. */
export function parseMrkdwn(text) {
  return text.split(/```/).flatMap((part, index, all) => {
    const open = index % 2 === 1;
    if (open && index < all.length - 1) return [{ type: "pre", children: parseAngles(part.replace(/^\n|\n$/g, "")) }];
    const rest = open ? `\`\`\`${part}` : part;
    const trimmed = rest.replace(index > 0 && !open ? /^\n/ : /^(?!)/, "").replace(index < all.length - 1 ? /\n$/ : /$(?!)/, "");
    return trimmed === "" ? [] : paragraphs(trimmed);
  });
}
