// Channels, direct messages and the app at the left; on a phone a drawer.
import { avatar } from "./avatar.mjs";
import { el } from "./dom.mjs";
import { go } from "./go.mjs";
import { t } from "./i18n.mjs";
import { icon, mark } from "./icons.mjs";
import { openPeople } from "./signin.mjs";
import { botDm, directName, isBotDm, nameOf, on, roleOf, state } from "./store.mjs";

let filter = "";

function entry({ id, label, lead, unread = 0, mentions = 0, current, quiet, to, privately }) {
  const badge = mentions > 0
    ? el("span", { class: "badge" }, String(mentions))
    : unread > 0 && el("span", { class: "unread-dot" });
  const said = [label, privately && t("privateChannel"), unread > 0 && t("unreadCount", { n: unread }), mentions > 0 && t("mentionCount", { n: mentions })].filter(Boolean).join("、");
  return el("li", {}, el(
    "button", {
      type: "button", class: `place${unread > 0 ? " unread" : ""}${current ? " current" : ""}${quiet ? " quiet" : ""}`, "aria-current": current ? "page" : null, "aria-label": said,
      data: { channel: id }, onclick: () => { closeDrawer(); go(to ?? { channel: id }); },
    }, lead, el("span", { class: "place-name" }, label), badge,
  ));
}

function section(title, entries, tool) {
  return el("section", { class: "places" }, el("div", { class: "places-head" }, el("h2", {}, title), tool), el("ul", {}, entries));
}

function channelEntry(channel) {
  return entry({
    id: channel.id, label: channel.name, lead: icon(channel.is_private ? "lock" : "hash", 17), unread: channel.unread, mentions: channel.mentions,
    current: channel.id === state.channel, quiet: channel.is_member === false, privately: channel.is_private,
  });
}

function parts() {
  const fits = (name) => name.toLowerCase().includes(filter.toLowerCase());
  const channels = state.sidebar.channels.filter((channel) => !channel.is_archived && fits(channel.name));
  const mine = channels.filter((channel) => channel.is_member !== false);
  const others = channels.filter((channel) => channel.is_member === false);
  const dm = botDm();
  const app = entry({
    id: state.bot.id, label: state.bot.real_name || state.bot.name, lead: avatar(state.bot.id, "small"), unread: dm?.unread, mentions: dm?.unread ?? 0,
    current: isBotDm(state.channel), to: { channel: state.bot.id, tab: dm?.unread ? "messages" : "home" },
  });
  const ims = state.sidebar.ims.filter((im) => im.user !== state.bot.id && fits(directName(im)));
  return [
    section(t("apps"), [app]),
    section(t("channels"), mine.map(channelEntry)),
    (ims.length > 0) && section(t("directMessages"), ims.map((im) => entry({
      id: im.id, label: directName(im), lead: avatar((im.users ?? [im.user])[0], "small"), unread: im.unread, mentions: im.unread, current: im.id === state.channel,
    }))),
    others.length > 0 && el("details", { class: "places others", open: Boolean(filter) }, el("summary", {}, t("otherChannels")), el("ul", {}, others.map(channelEntry))),
  ].filter(Boolean);
}

export function openDrawer() {
  document.body.classList.add("drawer-open");
  document.querySelector("#sidebar .place.current, #sidebar .place")?.focus();
}

export function closeDrawer() {
  document.body.classList.remove("drawer-open");
}

export function mountSidebar(root) {
  const list = el("div", { class: "places-list" });
  const search = el("input", { type: "search", class: "filter", oninput: () => { filter = search.value; draw(); } });
  const me = el("button", { type: "button", class: "me", onclick: openPeople });
  const team = el("div", { class: "team" });
  root.append(team, search, list, me);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeDrawer();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.classList.contains("place")) return;
    event.preventDefault();
    const all = [...list.querySelectorAll(".place")].filter((place) => place.offsetParent);
    all[(all.indexOf(event.target) + step + all.length) % all.length]?.focus();
  });

  function draw() {
    if (!state.me) return;
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
    const wasOpen = list.querySelector("details")?.open;
    list.replaceChildren(...parts());
    if (wasOpen) list.querySelector("details")?.setAttribute("open", "");
    if (focused) list.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
    team.replaceChildren(mark(30), el("div", {}, el("strong", {}, state.team.name ?? ""), el("span", {}, t("sandbox"))));
    root.setAttribute("aria-label", t("channels"));
    search.placeholder = t("filterChannels");
    search.setAttribute("aria-label", t("filterChannels"));
    me.replaceChildren(avatar(state.me.id, "small"), el("span", { class: "me-name" }, el("strong", {}, nameOf(state.me.id)), el("span", {}, roleOf(state.me))), icon("down", 16));
    me.setAttribute("aria-label", `${t("signedInAs", { name: nameOf(state.me.id) })}。${t("switchUser")}`);
  }
  for (const topic of ["sidebar", "place", "lang", "user"]) on(topic, draw);
}
