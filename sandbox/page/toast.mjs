// Short notices that come and go, also read out by screen readers.
import { el } from "./dom.mjs";
import { t } from "./i18n.mjs";
import { state } from "./store.mjs";

const STAYS = 6000;
const region = el("div", { class: "toasts", popover: "manual", role: "status", "aria-live": "polite" });

export function toast(text, kind = "info") {
  if (!region.isConnected) document.body.append(region);
  if (region.matches(":popover-open")) region.hidePopover();
  region.showPopover(); // again, to lie above a dialog that opened since
  const note = el("div", { class: `toast toast-${kind}` }, text);
  region.append(note);
  setTimeout(() => {
    note.remove();
    if (!region.childElementCount && region.matches(":popover-open")) region.hidePopover();
  }, STAYS);
}

/** Why something was refused, in the language of the page; what has no words there is told by its code. */
export function reasonOf(error) {
  if (error.code === "no_such_view") return t("viewGone");
  return state.lang === "en" || !error.code ? error.message : t("refusedBecause", { code: error.code });
}

/** Runs a deed and tells in words when the sandbox refuses it; the answer is null then. */
export async function attempt(deed) {
  try {
    return await deed();
  } catch (error) {
    toast(t("failed", { reason: reasonOf(error) }), "error");
    return null;
  }
}

/** Says so when the bot did not answer; the answer tells whether it did. */
export function heeded(ack) {
  if (!ack || ack.acked) return true;
  toast(t(ack.error === "no_connection" ? "noBot" : "botSilent"), "error");
  return false;
}
