// The words of the page, Japanese and English.
import { state } from "./store.mjs";
import { ja } from "./words_ja.mjs";
import { en } from "./words_en.mjs";

const WORDS = { ja, en };

/** The sentence of that name in the chosen language, its {gaps} filled; "one|many" are told apart by {n}. */
export function t(name, gaps = {}) {
  const forms = (WORDS[state.lang]?.[name] ?? name).split("|");
  const sentence = forms[Number(gaps.n) === 1 ? 0 : forms.length - 1];
  return sentence.replace(/\{(\w+)\}/g, (whole, gap) => gaps[gap] ?? whole);
}

export function languageOf(locale) {
  return locale?.toLowerCase().startsWith("ja") ? "ja" : "en";
}
