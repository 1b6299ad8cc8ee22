// rich_text_input: bold, italic, strikethrough and bullets over an editable box.
import { debounce, el } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { icon } from "../icons.mjs";
import { drawRichText } from "../blocks/rich_text.mjs";
import { plainOf } from "../mrkdwn_draw.mjs";
import { initialOf } from "./values.mjs";

const MARKS = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code" };

function inlineOf(node, style) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.textContent.replaceAll("\u00a0", " ");
    return text ? [{ type: "text", text, ...(Object.keys(style).length && { style }) }] : [];
  }
  if (node.nodeName === "BR") return [{ type: "text", text: "\n" }];
  const inner = MARKS[node.nodeName] ? { ...style, [MARKS[node.nodeName]]: true } : style;
  return [...node.childNodes].flatMap((child) => inlineOf(child, inner));
}

/** The rich_text block that the editable box shows, or null when it is empty. */
function richTextOf(box) {
  const elements = [];
  let line = [];
  const flush = () => { if (line.length) elements.push({ type: "rich_text_section", elements: line }); line = []; };
  for (const node of box.childNodes) {
    if (node.nodeName === "UL" || node.nodeName === "OL") {
      flush();
      const items = [...node.children].map((item) => ({ type: "rich_text_section", elements: inlineOf(item, {}) }));
      elements.push({ type: "rich_text_list", style: node.nodeName === "OL" ? "ordered" : "bullet", elements: items });
    } else {
      if (node.nodeName === "DIV" && line.length) line.push({ type: "text", text: "\n" });
      line.push(...inlineOf(node, {}));
    }
  }
  flush();
  return box.textContent.trim() === "" ? null : { type: "rich_text", elements };
}

export function drawRichTextInput(element, host) {
  const box = el("div", {
    class: "text-field rich-field", contenteditable: "true", role: "textbox", "aria-multiline": "true", id: host.fieldId, "aria-labelledby": host.labelId,
    "aria-describedby": host.describedBy, "aria-invalid": host.invalid ? "true" : null, data: { placeholder: element.placeholder ? plainOf(element.placeholder) : "" },
  });
  const shown = host.value === undefined ? initialOf(element) : host.value;
  if (shown) box.append(...drawRichText(shown).childNodes);
  const tell = debounce(() => host.changed(richTextOf(box), "typing"), 150);
  box.addEventListener("input", tell);
  box.addEventListener("blur", () => host.changed(richTextOf(box), "typing"));
  box.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  const tool = (name, command, sign) => el("button", {
    type: "button", class: "icon-button", "aria-label": t(name), title: t(name),
    onmousedown: (event) => event.preventDefault(), onclick: () => { box.focus(); document.execCommand(command); },
  }, sign);
  const tools = el("div", { class: "rich-tools", role: "toolbar" },
    tool("bold", "bold", el("strong", {}, "B")), tool("italic", "italic", el("em", {}, "I")), tool("strike", "strikeThrough", el("s", {}, "S")), tool("list", "insertUnorderedList", icon("menu", 16)));
  return el("div", { class: "rich-input" }, tools, box);
}
