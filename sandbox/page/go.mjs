// Where the person is: conversation, thread, tab, highlighted message; kept in the address so that it can be shared.
import * as api from "./api.mjs";
import { botDm, emit, isBotDm, messagesOf, on, putMessage, state } from "./store.mjs";
import { attempt } from "./toast.mjs";

const PAGE = 60;

export function address(extra = {}) {
  const query = new URLSearchParams({ user: state.me.id });
  if (state.channel) query.set("channel", state.channel);
  if (state.tab === "home" && isBotDm(state.channel)) query.set("tab", "home");
  if (state.thread) query.set("thread", state.thread.ts);
  if (extra.ts) query.set("ts", extra.ts);
  return `/?${query}`;
}

/** The address others use for a message, in Slack's form. */
export function permalinkOf(channel, message) {
  const path = `/archives/${channel}/p${message.ts.replace(".", "")}`;
  return `${location.origin}${path}${message.thread_ts && message.thread_ts !== message.ts ? `?thread_ts=${message.thread_ts}&cid=${channel}` : ""}`;
}

/** What the address asks for: {user, channel, ts, thread, tab, lang}. */
export function asked() {
  const query = new URLSearchParams(location.search);
  const found = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?/.exec(location.pathname);
  return {
    user: query.get("user"), lang: query.get("lang"), tab: query.get("tab"),
    channel: found?.[1] ?? query.get("channel") ?? (query.get("tab") === "home" ? state.bot?.id : null),
    ts: found?.[2] ? `${found[2]}.${found[3]}` : query.get("ts"),
    thread: query.get("thread_ts") ?? query.get("thread"),
  };
}

export async function loadMessages(channel, latest, range = {}) {
  if (!channel || channel === state.bot.id) return false;
  const answer = await attempt(() => api.messages({ user: state.me.id, channel, latest, limit: PAGE, ...range }));
  if (!answer) return false;
  for (const message of answer.messages) putMessage(channel, message);
  return answer.has_more;
}

/** Loads only what is around a message too old for the last page: between it and the latest a gap stays. */
async function loadAround(channel, ts) {
  const oldest = messagesOf(channel)[0]?.ts;
  if (!oldest || Number(oldest) <= Number(ts)) return;
  state.messages.delete(channel);
  state.detached = await loadMessages(channel, undefined, { oldest: ts }) ? channel : null;
  state.hasMore = await loadMessages(channel, messagesOf(channel)[0]?.ts);
}

export function markRead() {
  const last = messagesOf(state.channel).filter((message) => !message.is_ephemeral).at(-1);
  if (!last || document.hidden || state.tab === "home" || state.channel === state.bot.id) return;
  api.read({ user: state.me.id, channel: state.channel, ts: last.ts }).then(() => emit("want-sidebar"), () => null);
}

/** The direct conversation with a person, made when there is none yet. */
async function directWith(user) {
  const known = state.sidebar.ims.find((im) => im.user === user);
  if (known) return known.id;
  if (!await attempt(() => api.messages({ user: state.me.id, channel: user, limit: 1 }))) return state.channel;
  const { channels, ims } = await api.sidebar(state.me.id);
  state.sidebar = { channels, ims };
  emit("sidebar");
  return ims.find((im) => im.user === user)?.id ?? state.channel;
}

async function resolve(channel) {
  if (channel === state.bot.id) return botDm()?.id ?? channel;
  return state.users.has(channel) ? directWith(channel) : channel;
}

/** Goes to a conversation; `ts` is shown and highlighted, `thread` opened. */
export async function go({ channel, ts = null, thread = null, tab = "messages", replace = false }) {
  const target = await resolve(channel);
  const unread = [...state.sidebar.channels, ...state.sidebar.ims].find((entry) => entry.id === target)?.unread ?? 0;
  Object.assign(state, { channel: target, tab: isBotDm(target) ? tab : "messages", highlight: ts, unreadAtOpen: unread, hasMore: false });
  if (state.detached) state.messages.delete(state.detached);
  state.detached = null;
  state.thread = thread ? { channel: target, ts: thread } : null;
  history[replace ? "replaceState" : "pushState"]({}, "", address({ ts }));
  state.loading = true;
  emit("place");
  state.hasMore = await loadMessages(target);
  if (ts && !thread) await loadAround(target, ts);
  if (state.channel !== target) return;
  state.loading = false;
  emit("messages", { channel: target, opened: true });
  if (state.thread) emit("thread");
  if (isBotDm(target)) await openHome();
  markRead();
}

/** Tells the bot that its home or its messages are before the person's eyes. */
async function openHome() {
  const before = state.home;
  const answer = await attempt(() => api.home({ user: state.me.id, tab: state.tab }));
  if (!answer || state.home !== before) return; // what the stream told meanwhile is newer
  state.home = answer.view ?? state.home;
  emit("home");
}

export function openThread(channel, ts) {
  state.thread = ts ? { channel, ts } : null;
  history.replaceState({}, "", address());
  emit("thread");
}

on("go", go);
