// What the page knows, and who wants to hear when it changes.

export const state = {
  team: {}, bot: {}, users: new Map(), channels: new Map(), commands: [], shortcuts: [],
  weather: {}, connections: 0, clockOffset: 0,
  me: null, lang: "ja",
  sidebar: { channels: [], ims: [] },
  channel: null,            // id of the open conversation, or the bot's user id before a DM exists
  tab: "messages",          // "messages" | "home", in the bot's DM
  messages: new Map(),      // channel id -> Map(ts -> message)
  thread: null,             // {channel, ts}
  views: [],
  home: null,
  highlight: null,          // ts that a permalink named
  detached: null,           // channel of which only a part far from its end is loaded
};

const listeners = new Map();

/** Hears of `topic`; the answer stops it. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
  return () => listeners.get(topic).delete(listener);
}

export function emit(topic, detail) {
  for (const listener of [...(listeners.get(topic) ?? [])]) listener(detail);
}

export function userOf(id) {
  return id === state.bot.id ? state.bot : state.users.get(id);
}

export function nameOf(id) {
  const user = userOf(id);
  return user ? user.real_name || user.name || id : id;
}

/** What somebody is, in words; titles often begin with the department already. */
export function roleOf({ department = "", title = "" }) {
  return title.startsWith(department) ? title : [department, title].filter(Boolean).join(" · ");
}

/** The name people call somebody by: the family name where one is written first. */
export function calledName(id) {
  const name = nameOf(id);
  return /[\u3040-\u30ff\u4e00-\u9fff]/.test(name) ? name.split(/[\s　]/)[0] : name;
}

export function channelOf(id) {
  const listed = [...state.sidebar.channels, ...state.sidebar.ims].find((entry) => entry.id === id);
  return listed ?? state.channels.get(id);
}

/** The name of a direct conversation: that of the other person, or those of all others in a group. */
export function directName(im) {
  return (im.users ?? [im.user]).map(nameOf).join("、");
}

export function botDm() {
  return state.sidebar.ims.find((entry) => entry.user === state.bot.id);
}

export function isBotDm(id) {
  return id === state.bot.id || (id !== null && id === botDm()?.id);
}

/** Messages of a conversation, oldest first. */
export function messagesOf(channel) {
  return [...(state.messages.get(channel)?.values() ?? [])].sort((a, b) => Number(a.ts) - Number(b.ts));
}

export function putMessage(channel, message) {
  if (!state.messages.has(channel)) state.messages.set(channel, new Map());
  state.messages.get(channel).set(message.ts, message);
}

export function dropMessage(channel, ts) {
  state.messages.get(channel)?.delete(ts);
}

/** Keeps the count under a thread's first message right when a reply comes (by 1) or goes (by -1). */
export function countReply(channel, reply, by) {
  const first = state.messages.get(channel)?.get(reply.thread_ts);
  if (!first) return;
  const users = new Set([...(first.reply_users ?? []), ...(by > 0 ? [reply.user] : [])]);
  putMessage(channel, {
    ...first, reply_count: Math.max(0, (first.reply_count ?? 0) + by), reply_users: [...users],
    latest_reply: by > 0 ? reply.ts : first.latest_reply,
  });
}

/** After a load that may be older than what the stream has told: no fewer replies than are known. */
export function settleReplies(channel, ts) {
  const replies = messagesOf(channel).filter((message) => message.thread_ts === ts && isReply(message) && !message.is_ephemeral);
  const first = state.messages.get(channel)?.get(ts);
  if (!first || replies.length <= (first.reply_count ?? 0)) return;
  putMessage(channel, { ...first, reply_count: replies.length, reply_users: [...new Set(replies.map((reply) => reply.user))], latest_reply: replies.at(-1).ts });
}

export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}
