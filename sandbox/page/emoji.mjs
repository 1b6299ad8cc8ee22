// Emoji names as chat writes them, and the characters they stand for.

const SKIN_TONES = { "skin-tone-2": "🏻", "skin-tone-3": "🏼", "skin-tone-4": "🏽", "skin-tone-5": "🏾", "skin-tone-6": "🏿" };
const OFTEN = ["bulb", "+1", "pray", "clap", "eyes", "white_check_mark", "tada", "heart", "smile", "bow", "memo", "question"];

const characters = new Map();
export const groups = [];

export async function loadEmoji() {
  const table = await (await fetch("/page/emoji.json")).json();
  groups.push({ id: "often", names: OFTEN });
  for (const group of table.groups) {
    groups.push({ id: group.id, names: group.emoji.map(([name]) => name) });
    for (const [name, character] of group.emoji) characters.set(name, character);
  }
  for (const [alias, name] of Object.entries(table.aliases)) characters.set(alias, characters.get(name));
}

/** The character for a name such as `bulb` or `+1::skin-tone-3`, or null when nobody knows it. */
export function emojiOf(name) {
  const [base, tone] = name.split("::");
  const character = characters.get(base);
  if (!character) return null;
  return tone && SKIN_TONES[tone] ? character + SKIN_TONES[tone] : character;
}

export function findEmoji(query, limit = 60) {
  const wanted = query.toLowerCase().replaceAll(":", "").replaceAll(" ", "_");
  const found = [...characters.keys()].filter((name) => name.includes(wanted));
  return found.sort((a, b) => Number(b.startsWith(wanted)) - Number(a.startsWith(wanted)) || a.length - b.length).slice(0, limit);
}

/** Text with every known `:name:` replaced; unknown ones stay as they are. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g, (whole, name) => emojiOf(name) ?? whole);
}
