// Text, e-mail, address and number fields.
import { composing, el } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { plainOf } from "../mrkdwn_draw.mjs";
import { initialOf } from "./values.mjs";

const KINDS = { email_text_input: "email", url_text_input: "url", plain_text_input: "text", number_input: "text" };
const COUNT_FROM = 0.8;

export function drawTextInput(element, host) {
  const shown = host.value ?? initialOf(element);
  const props = {
    id: host.fieldId, class: "text-field", placeholder: element.placeholder ? plainOf(element.placeholder) : null, value: shown ?? "",
    "aria-labelledby": host.labelId, "aria-describedby": host.describedBy, "aria-invalid": host.invalid ? "true" : null, "aria-required": host.required ? "true" : null,
    autofocus: element.focus_on_load, autocomplete: "off",
  };
  const field = element.multiline
    ? el("textarea", { ...props, rows: 5 })
    : el("input", { ...props, type: KINDS[element.type], inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null });
  const count = el("span", { class: "count", "aria-live": "polite" });
  const grow = () => {
    if (!element.multiline) return;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 360)}px`;
  };
  const tally = () => {
    const left = (element.max_length ?? 3000) - [...field.value].length;
    const near = left < 0 || left <= (element.max_length ?? 3000) * (1 - COUNT_FROM);
    count.textContent = near ? t(left < 0 ? "charactersOver" : "charactersLeft", { n: Math.abs(left) }) : "";
    count.classList.toggle("count-over", left < 0);
  };
  field.addEventListener("input", () => { tally(); grow(); host.changed(field.value, "typing"); });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || element.multiline || composing(event)) return;
    event.preventDefault();
    host.changed(field.value, "enter");
    host.entered?.();
  });
  tally();
  requestAnimationFrame(grow);
  return el("div", { class: "text-input" }, field, count);
}
