// Date and time pickers: the browser's own, which phones and screen readers know best.
import { el } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { plainOf } from "../mrkdwn_draw.mjs";
import { atWall, clockTime, wall, yearDate } from "../time.mjs";
import { initialOf } from "./values.mjs";

const pad = (number) => String(number).padStart(2, "0");

/** `said` puts the choice in words beside the field: browsers show dates in their own language. */
function picker(type, element, host, { shown, read, label, said }) {
  const field = el("input", {
    type, id: host.fieldId, class: "text-field picker", value: shown ?? "", "aria-labelledby": host.labelId, "aria-describedby": host.describedBy,
    "aria-label": host.labelId ? null : (element.placeholder ? plainOf(element.placeholder) : label),
    "aria-invalid": host.invalid ? "true" : null, title: element.placeholder ? plainOf(element.placeholder) : null,
  });
  const note = el("output", { class: "picker-note" });
  const tell = () => { note.textContent = field.value ? said(field.value) : ""; };
  field.addEventListener("change", () => { tell(); host.changed(read(field.value), "chosen"); });
  tell();
  return el("div", { class: "picker-frame" }, field, note);
}

const current = (element, host) => (host.value === undefined ? initialOf(element) : host.value);

const parts = (value) => value.split(/[-T:]/).map(Number);
const dayWords = (value) => yearDate(atWall(...parts(value).slice(0, 3), 12, 0));

export function drawDate(element, host) {
  return picker("date", element, host, { shown: current(element, host), read: (value) => value || null, label: t("chooseDate"), said: dayWords });
}

export function drawTime(element, host) {
  return picker("time", element, host, { shown: current(element, host), read: (value) => value || null, label: t("chooseTime"), said: () => "" });
}

/** Unix seconds outside, the wall of the person's zone inside. */
export function drawDateTime(element, host) {
  const seconds = current(element, host);
  const at = seconds ? wall(seconds) : null;
  const shown = at ? `${at.year}-${pad(at.month)}-${pad(at.day)}T${pad(at.hour)}:${pad(at.minute)}` : "";
  const read = (value) => (value ? atWall(...parts(value)) : null);
  const said = (value) => `${dayWords(value)} ${clockTime(read(value))}`;
  return picker("datetime-local", element, host, { shown, read, label: t("chooseDate"), said });
}
