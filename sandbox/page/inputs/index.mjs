// Interactive elements: one table of element types.
import { el } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { drawButton, drawFeedback, drawIconButton, drawOverflow } from "./button.mjs";
import { drawCheckboxes, drawRadios } from "./choice.mjs";
import { drawFileInput } from "./files.mjs";
import { drawDate, drawDateTime, drawTime } from "./pickers.mjs";
import { drawRichTextInput } from "./rich_text_input.mjs";
import { drawSelect } from "./select.mjs";
import { drawTextInput } from "./text.mjs";
import { drawImage } from "../blocks/layout.mjs";

const DRAWERS = {
  button: drawButton, workflow_button: drawButton, icon_button: drawIconButton, feedback_buttons: drawFeedback, overflow: drawOverflow,
  checkboxes: drawCheckboxes, radio_buttons: drawRadios,
  datepicker: drawDate, timepicker: drawTime, datetimepicker: drawDateTime,
  plain_text_input: drawTextInput, email_text_input: drawTextInput, url_text_input: drawTextInput, number_input: drawTextInput,
  rich_text_input: drawRichTextInput, file_input: drawFileInput,
  image: (element) => drawImage(element, "accessory-image"),
};
for (const kind of ["static", "external", "users", "conversations", "channels"]) {
  DRAWERS[`${kind}_select`] = drawSelect;
  DRAWERS[`multi_${kind}_select`] = drawSelect;
}

/**
 * One element. `host` connects it to where it stands: `value` (what a person put in, undefined = as the bot set it),
 * `changed(value, how)` with how = typing | enter | chosen, `press(detail)`, `options(query)`, and the ids of label and error.
 */
export function drawElement(element, host) {
  const draw = DRAWERS[element.type];
  const node = draw ? draw(element, host) : el("span", { class: "unknown-block" }, t("unknownBlock", { type: element.type }));
  if (element.action_id) node.dataset.action = element.action_id;
  return node;
}
