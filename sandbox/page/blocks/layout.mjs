// The plain blocks: header, section, context, actions, divider, image, file, video.
import { el, link, safeImage } from "../dom.mjs";
import { icon } from "../icons.mjs";
import { drawText, plainOf } from "../mrkdwn_draw.mjs";
import { drawElement } from "../inputs/index.mjs";
import { t } from "../i18n.mjs";

export function drawHeader(block) {
  const level = Math.min(Math.max(block.level ?? 2, 1), 4);
  return el(`h${level + 2}`, { class: `header-${level}` }, drawText(block.text));
}

export function drawDivider() {
  return el("hr");
}

export function drawSection(block, context) {
  const texts = el("div", { class: "section-texts" });
  if (block.text) texts.append(foldable(block, el("div", { class: "section-text" }, drawText(block.text))));
  if (block.fields?.length) {
    texts.append(el("div", { class: "fields" }, block.fields.map((field) => el("div", { class: "field" }, drawText(field)))));
  }
  const accessory = block.accessory && el("div", { class: "accessory" }, drawElement(block.accessory, context.host(block, block.accessory)));
  return el("div", {}, texts, accessory);
}

const FOLD_FROM = 700;

function foldable(block, body) {
  if (block.expand || plainOf(block.text).length < FOLD_FROM) return body;
  body.classList.add("folded");
  const more = el("button", { type: "button", class: "text-button fold-more", onclick: () => { body.classList.remove("folded"); more.remove(); } }, t("readMore"));
  return el("div", {}, body, more);
}

export function drawContext(block) {
  return el("div", {}, block.elements.map((element) => (
    element.type === "image" ? drawImage(element, "context-image") : el("span", { class: "context-text" }, drawText(element))
  )));
}

export function drawActions(block, context) {
  return el("div", { role: "group" }, block.elements.map((element) => drawElement(element, context.host(block, element))));
}

export function drawContextActions(block, context) {
  return el("div", { role: "group" }, block.elements.map((element) => drawElement(element, context.host(block, element))));
}

/** An image by address, or by the sandbox's own file. */
export function drawImage(image, name) {
  const source = safeImage(image.image_url ?? image.slack_file?.url);
  if (!source) return el("span", { class: "image-missing" }, image.alt_text ?? "");
  const node = el("img", { src: source, alt: image.alt_text ?? "", class: name, loading: "lazy" });
  node.addEventListener("error", () => node.replaceWith(el("span", { class: "image-missing" }, icon("file", 16), image.alt_text ?? "")));
  return node;
}

export function drawImageBlock(block) {
  return el("figure", {}, block.title && el("figcaption", {}, drawText(block.title)), drawImage(block, "image-block"));
}

export function drawFile(block) {
  return el("div", {}, icon("file"), block.external_id ?? t("external"));
}

export function drawVideo(block) {
  return el(
    "figure", {},
    el("figcaption", {}, link(block.title_url ?? block.video_url, plainOf(block.title))),
    block.thumbnail_url && drawImage({ image_url: block.thumbnail_url, alt_text: block.alt_text }, "image-block"),
    block.description && el("p", {}, drawText(block.description)),
  );
}
