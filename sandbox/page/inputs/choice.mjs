// Checkboxes and radio buttons.
import { el, freshId } from "../dom.mjs";
import { drawText } from "../mrkdwn_draw.mjs";
import { initialOf } from "./values.mjs";

function row(kind, name, option, checked) {
  const input = el("input", { type: kind, name, value: option.value });
  input.checked = checked;
  return el(
    "label", { class: "choice" }, input,
    el("span", {}, drawText(option.text), option.description && el("span", { class: "choice-note" }, drawText(option.description))),
  );
}

function choices(kind, element, host, isChosen, read) {
  const name = freshId("choice");
  const node = el(
    "div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group", "aria-labelledby": host.labelId, "aria-describedby": host.describedBy },
    element.options.map((option) => row(kind, name, option, isChosen(option.value))),
  );
  node.addEventListener("change", () => host.changed(read(node), "chosen"));
  return node;
}

export function drawCheckboxes(element, host) {
  const chosen = new Set(host.value ?? initialOf(element));
  return choices("checkbox", element, host, (value) => chosen.has(value), (node) => [...node.querySelectorAll("input:checked")].map((input) => input.value));
}

export function drawRadios(element, host) {
  const chosen = host.value === undefined ? initialOf(element) : host.value;
  return choices("radio", element, host, (value) => value === chosen, (node) => node.querySelector("input:checked")?.value ?? null);
}
