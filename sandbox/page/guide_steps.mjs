// The five steps of the guided first minute: what completes each, and where its button takes the person.
import * as api from "./api.mjs";
import { nextNine, now } from "./time.mjs";
import { unescape } from "./mrkdwn.mjs";
import { channelOf, isBotDm, state } from "./store.mjs";

const KEY = "bansou.guide";
const fresh = () => ({ step: 1, hidden: false, started: 0, card: null, due: 0, digest: null, title: "" });

export let progress = fresh();

export function loadProgress() {
  try {
    progress = { ...fresh(), ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}") };
  } catch {
    progress = fresh();
  }
}

export function keepProgress(change = {}) {
  Object.assign(progress, change);
  sessionStorage.setItem(KEY, JSON.stringify(progress));
}

export function startAgain() {
  progress = fresh();
  keepProgress();
}

/** When the digest comes: as the demo says, while that lies ahead, else next Monday 9:00. */
export function digestDue(guide) {
  const said = guide.digest_at ? Date.parse(guide.digest_at) / 1000 : 0;
  return said > now() ? said : nextNine(1);
}

const hasButtons = (message) => message.blocks?.some((block) => block.type === "actions") ?? false;
const fromBot = (message) => Boolean(message.bot_id) || message.user === state.bot.id;
const direct = (channel) => channel.startsWith("D") || isBotDm(channel) || channelOf(channel)?.is_im;

const COMPARED = 24;

/** Whether a card is about what was written: it holds the beginning of the title. */
function tells(message, title) {
  return unescape(JSON.stringify(message.blocks)).includes(JSON.stringify(title.trim().slice(0, COMPARED)).slice(1, -1));
}

/** Each: does this happening ({kind, …}) complete the step? It answers what to remember, or null. */
const COMPLETES = {
  1: (event) => (event.kind === "submitted" && event.callback_id.startsWith("intake_submit") ? { started: event.at, title: event.title } : null),
  2: (event, guide) => {
    const { kind, channel, message } = event;
    if (kind !== "message" || !fromBot(message) || !hasButtons(message) || message.is_ephemeral) return null;
    if (channel === guide.all_staff_channel || direct(channel) || Number(message.ts) <= progress.started) return null;
    return tells(message, progress.title) ? { card: { channel, ts: message.ts } } : null;
  },
  3: (event, guide) => (event.kind === "pressed" && event.user === guide.lead && event.ts === progress.card?.ts ? { due: digestDue(guide) } : null),
  4: (event) => (event.kind === "clock" && now() >= progress.due - 1 ? {} : null),
  5: (event, guide) => {
    const { kind, channel, message } = event;
    if (channel !== guide.all_staff_channel) return null;
    if (kind === "place") return progress.digest ? {} : null;
    return kind === "message" && !progress.digest && fromBot(message) && Number(message.ts) >= progress.due - 1 ? { digest: message.ts, step: 5 } : null;
  },
};

/** Moves on when the happening completes the present step; tells whether it did. */
export function advance(event, guide) {
  const learnt = COMPLETES[progress.step]?.(event, guide) ?? null;
  if (!learnt) return false;
  keepProgress({ step: progress.step + 1, ...learnt });
  return true;
}

/** Looks through what the bot has posted already, for what happened while nobody listened. */
export async function lookBack(guide) {
  if (progress.step !== 2 && progress.step !== 5) return false;
  const { posts } = await api.posts();
  return posts.some((post) => !post.deleted && !post.ephemeral_to && advance({ kind: "message", channel: post.channel, message: post.message }, guide));
}
