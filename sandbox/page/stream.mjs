// The WebSocket of events: keeps the store true while things happen, reconnects when it breaks.
import * as api from "./api.mjs";
import { loadMessages, markRead } from "./go.mjs";
import { showViews } from "./modal.mjs";
import { countReply, dropMessage, emit, isReply, on, putMessage, state } from "./store.mjs";
import { debounce } from "./dom.mjs";

const RETRY_MS = [300, 1000, 2000, 4000];
let socket = null;
let failures = 0;

export async function refreshSidebar() {
  if (!state.me) return;
  const user = state.me.id;
  const answer = await api.sidebar(user);
  if (state.me?.id !== user) return;
  state.sidebar = { channels: answer.channels, ims: answer.ims };
  emit("sidebar");
}

const sidebarSoon = debounce(() => refreshSidebar().catch(() => null), 60);
on("want-sidebar", sidebarSoon);

/** People and channels of everybody, and the switches. */
export async function loadWorkspace() {
  const workspace = await api.workspace();
  Object.assign(state, {
    team: workspace.team, bot: workspace.bot, commands: workspace.commands, shortcuts: workspace.shortcuts, weather: workspace.weather,
    connections: Number(workspace.connections),
    users: new Map(workspace.users.map((user) => [user.id, user])),
    channels: new Map(workspace.channels.map((channel) => [channel.id, channel])),
  });
  setClock(workspace.clock);
}

const workspaceSoon = debounce(() => loadWorkspace().then(refreshSidebar).catch(() => null), 200);

async function refreshViews() {
  showViews(await api.views(state.me.id));
}

function arrived(event) {
  const known = state.messages.get(event.channel)?.has(event.message.ts);
  if (!known && event.type === "message" && isReply(event.message)) countReply(event.channel, event.message, 1);
  const beyondGap = !known && event.channel === state.detached && !isReply(event.message);
  if (!beyondGap && (state.messages.has(event.channel) || event.channel === state.channel)) putMessage(event.channel, event.message);
  emit("messages", { channel: event.channel, message: event.message, fresh: !known && event.type !== "message_changed" });
  if (event.channel === state.channel && event.type === "message") markRead();
  sidebarSoon();
}

const KNOWN_BY_SIDEBAR = new Set([undefined, "sidebar", "read"]);
const HANDLERS = {
  message: arrived,
  message_changed: arrived,
  ephemeral: arrived,
  reaction: (event) => { if (event.message) arrived({ ...event, type: "message_changed" }); },
  message_deleted: (event) => {
    if (isReply(event.message) && !event.message.is_ephemeral) countReply(event.channel, event.message, -1);
    dropMessage(event.channel, event.ts);
    emit("messages", { channel: event.channel });
    sidebarSoon();
  },
  view: showViews,
  home: (event) => { if (event.view) { state.home = event.view; emit("home"); } },
  sidebar: ({ reason }) => {
    if (reason === "reset") location.reload();
    else if (KNOWN_BY_SIDEBAR.has(reason)) sidebarSoon();
    else workspaceSoon();
  },
  clock: (event) => { setClock(event); emit("clock"); },
  connections: (event) => { state.connections = event.connections ?? event.count ?? 0; emit("connections"); },
};

export function setClock(clock) {
  state.clockOffset = Number(clock.offset ?? 0);
}

/** Hears everything that concerns the person; a stream of another person is left. */
export function listen() {
  socket?.close();
  const user = state.me.id;
  const mine = new WebSocket(`${location.origin.replace("http", "ws")}/control/stream?user=${encodeURIComponent(user)}`);
  socket = mine;
  mine.addEventListener("open", () => {
    if (failures > 0) { emit("online"); catchUp(); }
    failures = 0;
  });
  mine.addEventListener("message", ({ data }) => {
    if (socket !== mine) return;
    const event = JSON.parse(data);
    if (event.user && event.type !== "message" && event.user !== state.me.id && ["view", "home"].includes(event.type)) return;
    HANDLERS[event.type]?.(event);
    emit("event", event);
  });
  mine.addEventListener("close", () => {
    if (socket !== mine) return;
    if (failures === 0) emit("offline");
    setTimeout(() => { if (socket === mine) listen(); }, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  });
}

/** What was missed while the stream was down. */
async function catchUp() {
  await refreshSidebar();
  await refreshViews();
  state.messages.clear();
  state.detached = null;
  state.hasMore = await loadMessages(state.channel);
  emit("messages", { channel: state.channel });
  emit("caught-up");
}

