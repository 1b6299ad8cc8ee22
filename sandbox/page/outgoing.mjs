// Between what people write (@田中 太郎, <, >) and what chat sends (<@U0001>, &lt;, &gt;).
import { nameOf, state } from "./store.mjs";

export function escapeText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The text as sent: escaped, with the names in `mentions` (name with its sign -> token) made into mentions. */
export function outgoing(text, mentions) {
  let sent = escapeText(text);
  const names = [...mentions.keys()].sort((a, b) => b.length - a.length);
  for (const name of names) sent = sent.replaceAll(escapeText(name), mentions.get(name));
  return sent.replace(/(^|\s)@(here|channel|everyone)\b/g, "$1<!$2>");
}

/** A sent text as a person would write it; fills `mentions` so that it can be sent again. */
export function readable(text, mentions) {
  return text.replace(/<([@#])([A-Z0-9]+)(?:\|([^>]*))?>|<!(here|channel|everyone)>/g, (token, sign, id, label, range) => {
    if (range) return `@${range}`;
    const name = sign === "@" ? nameOf(id) : state.channels.get(id)?.name ?? label ?? id;
    mentions.set(`${sign}${name}`, sign === "@" ? `<@${id}>` : `<#${id}>`);
    return `${sign}${name}`;
  });
}
