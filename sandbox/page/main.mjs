// Starts the page: the workspace, who signs in, where they go.
import * as api from "./api.mjs";
import { loadEmoji } from "./emoji.mjs";
import { asked, go, openThread } from "./go.mjs";
import { mountGuide } from "./guide.mjs";
import { languageOf, t } from "./i18n.mjs";
import { showViews } from "./modal.mjs";
import { mountPane } from "./pane.mjs";
import "./person.mjs";
import { closeDrawer, mountSidebar } from "./sidebar.mjs";
import { mountRegions } from "./regions.mjs";
import { drawSignIn, openPeople, rememberPerson } from "./signin.mjs";
import { emit, on, state } from "./store.mjs";
import { listen, loadWorkspace, refreshSidebar } from "./stream.mjs";
import { mountThread } from "./thread.mjs";
import { toast } from "./toast.mjs";
import { mountTopbar } from "./topbar.mjs";

const LANG = "bansou.lang";
const LAST_USER = "bansou.user";
const part = (id) => document.getElementById(id);

function setLanguage(lang) {
  state.lang = lang;
  document.documentElement.lang = lang;
  part("skip").textContent = t("skip");
}

/** Language is the person's own setting, as in the chat itself: the bot speaks it too. */
async function speak() {
  const chosen = localStorage.getItem(LANG);
  if (!chosen || !state.me || languageOf(state.me.locale) === chosen) return;
  const { user } = await api.changePerson({ id: state.me.id, locale: chosen === "ja" ? "ja-JP" : "en-US" });
  state.users.set(user.id, user);
  state.me = user;
}

function showSignIn() {
  document.body.classList.add("signed-out");
  part("sign-in").replaceChildren(drawSignIn());
  part("sign-in").querySelector("input")?.focus();
}

function firstPlace(wanted) {
  const there = (id) => id && (id === state.bot.id || state.sidebar.channels.some((channel) => channel.id === id) || state.sidebar.ims.some((im) => im.id === id));
  if (there(wanted)) return wanted;
  return state.sidebar.channels.find((channel) => channel.is_member !== false)?.id ?? state.bot.id;
}

/** Becomes `user`; `stay` keeps the conversation when that person may see it. */
async function signIn({ user, stay = false, place = {}, done }) {
  const me = state.users.get(user);
  if (!me) { toast(t("sessionLost"), "error"); showSignIn(); return; }
  const before = state.channel;
  Object.assign(state, { me, messages: new Map(), thread: null, home: null, highlight: null, editing: null, sidebar: { channels: [], ims: [] }, channel: null });
  setLanguage(localStorage.getItem(LANG) ?? languageOf(me.locale));
  localStorage.setItem(LAST_USER, user);
  rememberPerson(user);
  document.body.classList.remove("signed-out");
  part("sign-in").replaceChildren();
  closeDrawer();
  await speak();
  await refreshSidebar();
  emit("user");
  emit("lang");
  listen();
  showViews(await api.views(user));
  await go({ ...place, channel: firstPlace(place.channel ?? (stay ? before : null)), replace: Boolean(place.channel) || !before });
  done?.();
}

function arrive() {
  const place = asked();
  if (place.lang) localStorage.setItem(LANG, languageOf(place.lang));
  const remembered = localStorage.getItem(LAST_USER);
  const user = place.user ?? (place.channel ? remembered : null);
  if (user && state.users.has(user)) return signIn({ user, place: { channel: place.channel, ts: place.ts, thread: place.thread, tab: place.tab ?? "messages" } });
  setLanguage(localStorage.getItem(LANG) ?? languageOf(navigator.language));
  showSignIn();
  return Promise.resolve();
}

on("sign-in", (request) => signIn(request));
on("choose-person", openPeople);
on("keep-lang", () => localStorage.setItem(LANG, state.lang));
on("switch-lang", () => {
  const lang = state.lang === "ja" ? "en" : "ja";
  localStorage.setItem(LANG, lang);
  setLanguage(lang);
  if (state.me) speak().then(() => emit("lang"));
  else showSignIn();
});
on("offline", () => { const bar = part("offline"); bar.hidden = false; bar.textContent = t("offline"); });
on("online", () => { part("offline").hidden = true; toast(t("online")); });
window.addEventListener("popstate", () => {
  const place = asked();
  if (place.user !== state.me?.id) { arrive(); return; }
  go({ channel: place.channel ?? state.channel, ts: place.ts, thread: place.thread, tab: place.tab ?? "messages", replace: true });
});
document.addEventListener("click", (event) => { if (event.target === part("shade")) { closeDrawer(); if (state.thread) openThread(null, null); } });

async function start() {
  await Promise.all([loadWorkspace(), loadEmoji()]);
  mountSidebar(part("sidebar"));
  mountTopbar(part("topbar"));
  mountPane(part("pane"));
  mountThread(part("thread"));
  mountRegions();
  await arrive();
  await mountGuide();
  document.body.classList.add("ready");
}

start();
