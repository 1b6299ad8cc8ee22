// Between what people write (@田中 太郎) and what chat sends (<@U0001>); the sandbox escapes the rest.
import { nameOf, state } from "./store.mjs";

/** The text as sent, with the names in `mentions` (name with its sign -> token) made into mentions. */
export function outgoing(text, mentions) {
  const names = [...mentions.keys()].sort((a, b) => b.length - a.length);
  return names.reduce((sent, name) => sent.replaceAll(name, mentions.get(name)), text);
}

/** A sent text as a person would write it; fills `mentions` so that it can be sent again. */
export function readable(text, mentions) {
  return text.replace(/<((?:https?|mailto):[^<>|]+)(?:\|[^<>]*)?>/g, "$1").replace(/<([@#])([A-Z0-9]+)(?:\|([^>]*))?>|<!(here|channel|everyone)>/g, (token, sign, id, label, range) => {
    if (range) return `@${range}`;
    const name = sign === "@" ? nameOf(id) : state.channels.get(id)?.name ?? label ?? id;
    mentions.set(`${sign}${name}`, sign === "@" ? `<@${id}>` : `<#${id}>`);
    return `${sign}${name}`;
  });
}
