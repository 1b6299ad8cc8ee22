// A person's picture: a letter on a colour that stays theirs. The bot wears the mark.
import { el } from "./dom.mjs";
import { mark } from "./icons.mjs";
import { nameOf, state } from "./store.mjs";

const HUES = 8;

export function avatar(id, size = "") {
  if (id === state.bot.id) return el("span", { class: `avatar avatar-bot ${size}`, "aria-hidden": "true" }, mark(size ? 22 : 36));
  const number = [...String(id)].reduce((sum, character) => sum * 31 + character.codePointAt(0), 7) >>> 0;
  return el("span", { class: `avatar hue-${number % HUES} ${size}`, "aria-hidden": "true" }, [...nameOf(id)][0] ?? "?");
}
