// The bar above: the workspace's clock and its menu, the weather, the language.
import * as api from "./api.mjs";
import { el } from "./dom.mjs";
import { t } from "./i18n.mjs";
import { icon } from "./icons.mjs";
import { openMenu } from "./menu.mjs";
import { emit, on, state } from "./store.mjs";
import { setClock } from "./stream.mjs";
import { clockTime, fullTime, nextNine, now, shortDate } from "./time.mjs";
import { attempt, toast } from "./toast.mjs";
import { openWeather } from "./weather.mjs";

const SHIFTED_FROM = 60;

/** Moves the workspace's clock: {to: seconds} | {advance: seconds} | {reset: true}. */
export async function moveClock(change) {
  const body = change.to ? { to: new Date(change.to * 1000).toISOString() } : change;
  const answer = await attempt(() => api.moveClock(body));
  if (!answer) return;
  setClock(answer);
  emit("clock");
  toast(t("clockMoved", { time: fullTime(now()) }));
}

export function mountTopbar(root) {
  const time = el("span", { class: "clock-time" });
  const clock = el("button", { type: "button", class: "bar-button clock", "aria-haspopup": "menu", onclick: () => openMenu(clock, [
    { heading: t("moveClock") },
    { label: t("plusHour"), icon: "next", run: () => moveClock({ advance: 3600 }) },
    { label: t("tomorrowNine"), note: fullTime(nextNine()), icon: "next", run: () => moveClock({ to: nextNine() }) },
    { label: t("mondayNine"), note: fullTime(nextNine(1)), icon: "next", run: () => moveClock({ to: nextNine(1) }) },
    { divider: true },
    { label: t("backToNow"), icon: "back", run: () => moveClock({ reset: true }) },
  ], t("moveClock")) }, icon("clock", 17), time);
  const workspace = el("button", { type: "button", class: "bar-button", "aria-haspopup": "menu", onclick: () => openMenu(workspace, [
    { heading: state.connections > 0 ? t("connections", { n: state.connections }) : t("noConnections") },
    { label: t("weather"), note: t("weatherLead"), icon: "weather", run: openWeather },
    { label: t("reconnect"), icon: "bolt", run: async () => { if (await attempt(() => api.refreshSockets({ reason: "refresh_requested" }))) toast(t("reconnected")); } },
    { divider: true },
    { label: t("guideShow"), icon: "compass", run: () => emit("guide-show") },
    { label: t("statusChange"), icon: "smile", run: () => emit("open-person", state.me.id) },
    { label: t("switchUser"), icon: "person", run: () => emit("choose-person") },
  ], t("workspace")) });
  const lang = el("button", { type: "button", class: "bar-button", onclick: () => emit("switch-lang") });
  root.append(clock, el("span", { class: "bar-space" }), workspace, lang);

  function tick() {
    if (!state.me) return;
    const shifted = Math.abs(state.clockOffset) > SHIFTED_FROM;
    time.textContent = `${shortDate(now())} ${clockTime(now())}`;
    clock.classList.toggle("shifted", shifted);
    clock.title = shifted ? `${t("clock")}（${t("clockShifted")}）` : t("clock");
    clock.setAttribute("aria-label", `${t("clock")} ${time.textContent}。${t("moveClock")}`);
  }
  function draw() {
    const connected = state.connections > 0;
    workspace.replaceChildren(el("span", { class: `lamp ${connected ? "lamp-on" : "lamp-off"}` }), el("span", { class: "bar-words" }, t("workspace")), icon("down", 15));
    workspace.setAttribute("aria-label", `${t("workspace")}。${connected ? t("connections", { n: state.connections }) : t("noConnections")}`);
    lang.replaceChildren(icon("globe", 17), el("span", { class: "bar-words" }, t("language")));
    lang.setAttribute("aria-label", t("languageName"));
    tick();
  }
  setInterval(tick, 1000);
  for (const topic of ["lang", "user", "connections"]) on(topic, draw);
  on("clock", tick);
}
