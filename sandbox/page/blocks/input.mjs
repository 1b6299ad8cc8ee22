// The input block: label, element, hint and the error under it.
import { el, freshId } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { icon } from "../icons.mjs";
import { drawText, plainOf } from "../mrkdwn_draw.mjs";
import { drawElement } from "../inputs/index.mjs";

const SEVERAL = new Set(["checkboxes", "radio_buttons"]); // a press on their common label means none of them

export function drawInputBlock(block, context) {
  const names = { label: freshId("label"), hint: freshId("hint"), error: freshId("error"), field: freshId("field") };
  const error = context.error?.(block) ?? null;
  const host = context.host(block, block.element);
  host.labelId = names.label;
  host.name = plainOf(block.label);
  host.fieldId = names.field;
  host.describedBy = [error && names.error, block.hint && names.hint].filter(Boolean).join(" ") || null;
  host.invalid = Boolean(error);
  host.required = !block.optional;
  return el(
    "div", { class: error ? "has-error" : null },
    el("label", { id: names.label, for: SEVERAL.has(block.element.type) ? null : names.field, class: "input-label" }, drawText(block.label), block.optional && el("span", { class: "optional" }, t("optional"))),
    drawElement(block.element, host),
    error && el("p", { id: names.error, class: "input-error", role: "alert" }, icon("warn", 16), error),
    block.hint && el("p", { id: names.hint, class: "input-hint" }, drawText(block.hint)),
  );
}
