// Buttons that act at once: button, icon button, feedback, overflow.
import { el, safeUrl } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { icon } from "../icons.mjs";
import { drawText, plainOf } from "../mrkdwn_draw.mjs";
import { openMenu } from "../menu.mjs";

async function pressing(node, run) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    await run();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function follow(url) {
  const href = safeUrl(url);
  if (href) window.open(href, "_blank", "noopener");
}

export function drawButton(element, host) {
  const style = ["primary", "danger"].includes(element.style) ? ` button-${element.style}` : "";
  const node = el("button", { type: "button", class: `button${style}`, "aria-label": element.accessibility_label }, drawText(element.text));
  node.addEventListener("click", () => pressing(node, async () => {
    if (element.url) follow(element.url);
    await host.press({ value: element.value });
  }));
  return node;
}

export function drawIconButton(element, host) {
  const sign = { trash: "trash" }[element.icon] ?? "more";
  const node = el("button", { type: "button", class: "icon-button", "aria-label": element.accessibility_label ?? plainOf(element.text), title: plainOf(element.text) }, icon(sign, 18));
  node.addEventListener("click", () => pressing(node, () => host.press({ value: element.value })));
  return node;
}

export function drawFeedback(element, host) {
  const one = (button, sign) => {
    const node = el("button", { type: "button", class: "button button-small", "aria-label": button.accessibility_label ?? plainOf(button.text) }, sign, " ", drawText(button.text));
    node.addEventListener("click", () => pressing(node, () => host.press({ value: button.value })));
    return node;
  };
  return el("span", { class: "feedback" }, one(element.positive_button, "👍"), one(element.negative_button, "👎"));
}

export function drawOverflow(element, host) {
  const node = el("button", { type: "button", class: "button overflow", "aria-label": t("more"), "aria-haspopup": "menu" }, icon("more", 18));
  const choose = (option) => pressing(node, async () => {
    if (option.url) follow(option.url);
    await host.press({ selected: option.value });
  });
  node.addEventListener("click", () => openMenu(node, element.options.map((option) => ({
    label: plainOf(option.text), note: option.description && plainOf(option.description), run: () => choose(option),
  })), t("more")));
  return node;
}
