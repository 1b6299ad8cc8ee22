// The open conversation: its head, its messages or the bot's home, the composer.
import * as api from "./api.mjs";
import { avatar } from "./avatar.mjs";
import { Composer } from "./composer.mjs";
import { el } from "./dom.mjs";
import { go, loadMessages, markRead } from "./go.mjs";
import { mountHome } from "./home.mjs";
import { t } from "./i18n.mjs";
import { icon } from "./icons.mjs";
import { MessageList } from "./message_list.mjs";
import { drawInline } from "./mrkdwn_draw.mjs";
import { openDrawer } from "./sidebar.mjs";
import { botDm, channelOf, directName, emit, isBotDm, isReply, messagesOf, nameOf, on, state } from "./store.mjs";
import { attempt } from "./toast.mjs";

const MOST_NEW = 50;

function placeName(id) {
  const channel = channelOf(id);
  if (isBotDm(id)) return nameOf(state.bot.id);
  if (channel?.is_im) return directName(channel);
  return channel?.name ?? id;
}

function shownMessages() {
  return messagesOf(state.channel).filter((message) => !isReply(message) || message.subtype === "thread_broadcast" || (message.is_ephemeral && !message.thread_ts));
}

/** The first message that was unread when the conversation was opened. */
function firstNew() {
  const foreign = shownMessages().filter((message) => message.user !== state.me.id && !message.is_ephemeral);
  const count = Math.min(state.unreadAtOpen ?? 0, MOST_NEW, foreign.length);
  return count > 0 && count < shownMessages().length ? foreign.at(-count).ts : null;
}

function drawHead(root) {
  const id = state.channel;
  const channel = channelOf(id);
  const direct = isBotDm(id) || channel?.is_im;
  const topic = typeof channel?.topic === "string" ? channel.topic : channel?.topic?.value;
  const sign = direct ? avatar(isBotDm(id) ? state.bot.id : (channel.users ?? [channel.user])[0], "small") : icon(channel?.is_private ? "lock" : "hash", 20);
  const tab = (name) => el("button", { type: "button", role: "tab", "aria-selected": String(state.tab === name), class: "tab", onclick: () => go({ channel: id, tab: name }) }, t(name));
  root.replaceChildren(
    el("button", { type: "button", class: "icon-button drawer-button", "aria-label": t("openSidebar"), onclick: openDrawer }, icon("menu")),
    el("div", { class: "pane-title" }, el("h1", {}, sign, el("span", {}, placeName(id))), topic && el("p", { class: "topic" }, drawInline(topic))),
    ...(isBotDm(id) ? [el("div", { class: "tabs", role: "tablist" }, tab("home"), tab("messages"))] : []),
    ...(channel?.num_members ? [el("span", { class: "quiet-text members" }, t("members", { n: channel.num_members }))] : []),
  );
}

/** In the composer's place, for those who only look in. */
function drawJoin(channel) {
  const join = async () => {
    if (await attempt(() => api.channel({ user: state.me.id, deed: "join", channel: channel.id }))) emit("want-sidebar");
  };
  return el("div", { class: "not-member" }, el("p", {}, t("notMember")), el("button", { type: "button", class: "button button-primary", onclick: join }, t("join")));
}

export function mountPane(root) {
  const head = el("header", { class: "pane-head" });
  const list = new MessageList(t("messages"));
  const home = el("section", { class: "home", "aria-label": t("home") });
  const foot = el("div", { class: "pane-foot" });
  list.toLatest = async () => {
    if (state.detached === state.channel) await go({ channel: state.channel });
    list.toBottom();
  };
  let newFrom = null;
  let composer = null;
  root.append(head, list.root, home, foot);
  mountHome(home);

  function drawTop() {
    const older = el("button", { type: "button", class: "button button-small", onclick: async () => {
      const height = list.root.scrollHeight;
      list.stuck = false;
      state.hasMore = await loadMessages(state.channel, messagesOf(state.channel)[0]?.ts);
      drawMessages({});
      list.root.scrollTop += list.root.scrollHeight - height;
    } }, t("older"));
    const empty = shownMessages().length === 0 && (isBotDm(state.channel) || channelOf(state.channel)?.is_im);
    const words = state.loading ? t("loading") : t(empty ? "emptyDm" : "beginning", { name: placeName(state.channel) });
    list.top.replaceChildren(state.hasMore ? older : el("p", {}, words));
  }

  function drawEnd() {
    const latest = () => el("button", { type: "button", class: "button button-small", onclick: () => list.toLatest() }, t("jumpLatest"));
    list.end.replaceChildren(...(state.detached === state.channel ? [latest()] : []));
  }

  function drawMessages(detail) {
    drawTop();
    drawEnd();
    list.show(state.channel, shownMessages(), { newFrom, highlight: state.highlight, ...detail });
  }

  function drawFoot() {
    const channel = channelOf(state.channel);
    if (channel && channel.is_member === false) { foot.replaceChildren(drawJoin(channel)); composer = null; return; }
    const label = t("writeTo", { name: channel && !channel.is_im && !isBotDm(state.channel) ? `#${channel.name}` : placeName(state.channel) });
    composer = new Composer({ channel: state.channel, label });
    foot.replaceChildren(composer.root);
    composer.refresh();
  }

  function drawPlace() {
    if (!state.channel) return;
    const atHome = state.tab === "home" && isBotDm(state.channel);
    document.title = `${placeName(state.channel)} · ${state.team.name ?? ""}`;
    newFrom = null;
    drawHead(head);
    list.root.hidden = atHome;
    foot.hidden = atHome;
    home.hidden = !atHome;
    drawFoot();
    drawMessages({ opened: true });
    if (!atHome && window.matchMedia("(min-width: 720px) and (pointer: fine)").matches && !state.highlight) composer?.field.focus({ preventScroll: true });
  }

  on("place", drawPlace);
  on("lang", drawPlace);
  on("messages", ({ channel, message, opened, fresh }) => {
    if (channel !== state.channel) return;
    if (opened) { newFrom = firstNew(); state.unreadAtOpen = 0; }
    drawMessages({ opened, fresh: fresh && message && !isReply(message), own: fresh && message?.user === state.me.id });
  });
  on("said", ({ channel }) => {
    if (channel === state.detached) go({ channel, replace: true });
    else if (channel === state.channel) { newFrom = null; drawMessages({ own: true }); } else if (isBotDm(state.channel)) adoptDm();
  });
  on("sidebar", () => {
    if (!state.channel) return;
    drawHead(head);
    adoptDm();
    if (!composer && channelOf(state.channel)?.is_member) drawFoot();
  });
  on("user", () => { newFrom = null; });
  document.addEventListener("visibilitychange", () => { if (state.me && state.channel) markRead(); });

  /** The first message to the bot makes the DM: the page moves from the placeholder to it. */
  function adoptDm() {
    if (state.channel === state.bot.id && botDm()) go({ channel: botDm().id, tab: state.tab, replace: true });
  }
}
