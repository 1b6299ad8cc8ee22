// Date and time pickers: the browser's own, which phones and screen readers know best.
import { el } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { plainOf } from "../mrkdwn_draw.mjs";
import { atWall, wall } from "../time.mjs";
import { initialOf } from "./values.mjs";

const pad = (number) => String(number).padStart(2, "0");

function picker(type, element, host, { shown, read, label }) {
  const field = el("input", {
    type, id: host.fieldId, class: "text-field picker", value: shown ?? "", "aria-labelledby": host.labelId, "aria-describedby": host.describedBy,
    "aria-label": host.labelId ? null : (element.placeholder ? plainOf(element.placeholder) : label),
    "aria-invalid": host.invalid ? "true" : null, title: element.placeholder ? plainOf(element.placeholder) : null,
  });
  field.addEventListener("change", () => host.changed(read(field.value), "chosen"));
  return field;
}

const current = (element, host) => (host.value === undefined ? initialOf(element) : host.value);

export function drawDate(element, host) {
  return picker("date", element, host, { shown: current(element, host), read: (value) => value || null, label: t("chooseDate") });
}

export function drawTime(element, host) {
  return picker("time", element, host, { shown: current(element, host), read: (value) => value || null, label: t("chooseTime") });
}

/** Unix seconds outside, the wall of the person's zone inside. */
export function drawDateTime(element, host) {
  const seconds = current(element, host);
  const at = seconds ? wall(seconds) : null;
  const shown = at ? `${at.year}-${pad(at.month)}-${pad(at.day)}T${pad(at.hour)}:${pad(at.minute)}` : "";
  const read = (value) => (value ? atWall(...value.split(/[-T:]/).map(Number)) : null);
  return picker("datetime-local", element, host, { shown, read, label: t("chooseDate") });
}
