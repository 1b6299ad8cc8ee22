// Connects elements on screen to the control API: in messages, in the home tab; modals have their own (modal.mjs).
import * as api from "./api.mjs";
import { ask } from "./dialog.mjs";
import { t } from "./i18n.mjs";
import { drawText, plainOf } from "./mrkdwn_draw.mjs";
import { emit, state } from "./store.mjs";
import { attempt, heeded } from "./toast.mjs";

/** Asks an element's confirm question, if it has one. */
async function confirmed(element) {
  const question = element.confirm;
  if (!question) return true;
  return ask({
    title: plainOf(question.title), text: drawText(question.text), confirm: plainOf(question.confirm) || t("ok"), deny: plainOf(question.deny) || t("cancel"),
    danger: question.style === "danger",
  });
}

/** Sends a press of `element` at `place` ({channel, ts} or {view_id}); tells whether the bot answered. */
export async function pressAt(place, block, element, detail) {
  if (!await confirmed(element)) return false;
  const answer = await attempt(() => api.press({ user: state.me.id, ...place, action_id: element.action_id, block_id: block.block_id, ...detail }));
  if (!answer) return false;
  const done = element.url ? true : heeded(answer.ack);
  if (done) emit("pressed", { user: state.me.id, ...place, action_id: element.action_id });
  return done;
}

/** The context of blocks in a message or the home tab: using an element acts at once. */
export function actingContext(surface, place) {
  const labels = new Map();
  return {
    surface,
    host: (block, element) => ({
      surface, labels, value: undefined, clearable: false,
      press: (detail) => pressAt(place, block, element, detail),
      changed: (value, how) => { if (how !== "typing") pressAt(place, block, element, { selected: value }); },
      options: (query) => askOptions(place, block, element, query),
    }),
  };
}

export async function askOptions(place, block, element, query) {
  const answer = await attempt(() => api.options({ user: state.me.id, ...place, block_id: block.block_id, action_id: element.action_id, value: query }));
  return answer ?? { options: [] };
}
