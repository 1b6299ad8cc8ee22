// card, carousel, container, alert, plan and task_card.
import { el, link } from "../dom.mjs";
import { icon } from "../icons.mjs";
import { drawText } from "../mrkdwn_draw.mjs";
import { drawElement } from "../inputs/index.mjs";
import { t } from "../i18n.mjs";
import { drawImage } from "./layout.mjs";
import { drawRichText } from "./rich_text.mjs";

export function drawAlert(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  const sign = { warning: "warn", error: "warn", success: "check" }[level] ?? "info";
  return el("div", { class: `alert alert-${level}`, role: level === "error" ? "alert" : "note" }, icon(sign, 18), el("div", {}, drawText(block.text)));
}

export function drawCard(block, context) {
  return el(
    "article", { class: "card" },
    block.hero_image && drawImage(block.hero_image, "card-hero"),
    el(
      "div", { class: "card-body" },
      el("div", { class: "card-head" },
        block.icon && drawImage(block.icon, "card-icon"),
        el("div", {}, block.title && el("div", { class: "card-title" }, drawText(block.title)), block.subtitle && el("div", { class: "card-subtitle" }, drawText(block.subtitle)))),
      block.body && el("div", { class: "card-text" }, drawText(block.body)),
      block.subtext && el("div", { class: "card-subtitle" }, drawText(block.subtext)),
      block.actions?.length && el("div", { class: "card-actions" }, block.actions.map((element) => drawElement(element, context.host(block, element)))),
    ),
  );
}

export function drawCarousel(block, context) {
  const strip = el("div", { class: "carousel-strip", tabindex: "0", role: "list" },
    (block.elements ?? []).map((card) => el("div", { role: "listitem" }, drawCard(card, { ...context, host: (_, element) => context.host(card.block_id ? card : block, element) }))));
  const scroll = (direction) => strip.scrollBy({ left: direction * strip.clientWidth * 0.8 });
  return el(
    "div", {}, strip,
    block.elements?.length > 1 && el("div", { class: "carousel-turn" },
      el("button", { type: "button", class: "icon-button", "aria-label": t("previous"), onclick: () => scroll(-1) }, icon("back", 16)),
      el("button", { type: "button", class: "icon-button", "aria-label": t("following"), onclick: () => scroll(1) }, icon("next", 16))),
  );
}

export function drawContainer(block, context) {
  const title = block.rich_text_title ? drawRichText(block.rich_text_title) : drawText(block.title);
  const head = [
    block.icon && drawImage(block.icon, "card-icon"),
    el("div", {}, el("div", { class: "card-title" }, title), block.subtitle && el("div", { class: "card-subtitle" }, drawText(block.subtitle))),
  ];
  const children = el("div", { class: "container-children" }, (block.child_blocks ?? []).map((child) => context.drawBlock(child, context)));
  const width = ["narrow", "standard", "wide", "full"].includes(block.width) ? block.width : "standard";
  const name = `container container-${width}${block.has_header_divider ? " container-ruled" : ""}`;
  if (!block.is_collapsible) return el("section", { class: name }, el("div", { class: "card-head" }, head), children);
  return el("details", { class: name, open: !block.default_collapsed }, el("summary", { class: "card-head" }, head, icon("down", 16)), children);
}

const TASK_SIGNS = { pending: "clock", in_progress: "bolt", complete: "check", error: "warn" };

export function drawTask(block) {
  return el(
    "div", { class: `task task-${block.status in TASK_SIGNS ? block.status : "pending"}` },
    icon(TASK_SIGNS[block.status] ?? "clock", 16),
    el("div", {}, el("div", { class: "card-title" }, drawText(block.title)), block.details && drawRichText(block.details), block.output && drawRichText(block.output),
      block.sources?.length && el("ul", {}, block.sources.map((source) => el("li", {}, link(source.url, source.text ?? source.url))))),
  );
}

export function drawPlan(block) {
  return el("section", { class: "container" }, el("div", { class: "card-title" }, drawText(block.title)), (block.tasks ?? []).map(drawTask));
}
