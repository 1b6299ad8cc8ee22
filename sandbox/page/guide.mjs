// The small card that leads through the first minute.
import * as api from "./api.mjs";
import { el } from "./dom.mjs";
import { go } from "./go.mjs";
import { advance, digestDue, keepProgress, loadProgress, lookBack, progress, startAgain } from "./guide_steps.mjs";
import { t } from "./i18n.mjs";
import { icon } from "./icons.mjs";
import { fillSample, isModalOpen } from "./modal.mjs";
import { calledName, channelOf, emit, on, state } from "./store.mjs";
import { fullTime, nextNine, now } from "./time.mjs";
import { attempt, heeded } from "./toast.mjs";
import { moveClock } from "./topbar.mjs";

const LAST = 5;
const LATE_MS = 15000;
let guide = null;
let box = null;
let socket = null;
let lateTimer = null;
let late = false;
let before = 0; // stamp of the last message before the form opened: stamps rise, whatever the clock does
let fromHere = false; // the modal was opened by the guide: the focus comes back to it

const channelName = (id) => state.channels.get(id)?.name ?? channelOf(id)?.name ?? id;

/** Becomes a person in the language the guide is read in; the promise is kept when their sidebar is there. */
function become(user) {
  if (state.me?.id === user) return Promise.resolve();
  emit("keep-lang");
  return new Promise((resolve) => emit("sign-in", { user, stay: true, done: resolve }));
}

function intakeOpen() {
  return state.views.at(-1)?.callback_id?.startsWith("intake_submit") ?? false;
}

async function openForm() {
  await become(guide.requester);
  const channel = state.channel && !isModalOpen() ? state.channel : guide.all_staff_channel;
  fromHere = true;
  const answer = await attempt(() => api.command({ user: state.me.id, channel, command: guide.command, text: "" }));
  if (answer) heeded(answer.ack);
}

async function openCard() {
  await become(guide.lead);
  await go({ channel: progress.card.channel, ts: progress.card.ts });
}

async function openDigest() {
  await go({ channel: guide.all_staff_channel, ts: progress.digest ?? null });
}

const STEPS = {
  1: () => ({
    text: t(intakeOpen() ? "guide1Form" : "guide1Text", { name: calledName(guide.requester), command: guide.command }),
    buttons: intakeOpen() && guide.sample
      ? [[t("guideSample"), () => fillSample([guide.sample.title, guide.sample.body])]]
      : [[t("guide1Do", { name: calledName(guide.requester) }), openForm]],
  }),
  2: () => ({ text: t(late ? "guide2Late" : "guide2Text"), buttons: [], waiting: true }),
  3: () => ({
    text: t("guide3Text", { channel: channelName(progress.card.channel) }),
    buttons: state.me.id === guide.lead && state.channel === progress.card.channel ? [] : [[t("guide3Do", { name: calledName(guide.lead) }), openCard]],
  }),
  4: () => ({
    text: t("guide4Text", { time: fullTime(progress.due || digestDue(guide)) }),
    buttons: [[t("guide4Do", { time: fullTime(progress.due || digestDue(guide)) }), () => moveClock({ to: progress.due })]],
  }),
  5: () => ({
    text: t(progress.digest ? "guide5Here" : "guide5Text"),
    waiting: !progress.digest,
    buttons: [[t("guide5Do", { channel: channelName(guide.all_staff_channel) }), openDigest], ...(late && !progress.digest ? [[t("guide5Later"), () => moveClock({ to: nextNine() }), true]] : [])],
  }),
  6: () => ({ text: t("guideDone"), buttons: [[t("guideFinish"), hide], [t("guideRestart"), again, true]] }),
};

function hide() {
  keepProgress({ hidden: true });
  draw();
}

function again() {
  startAgain();
  draw();
}

function dots() {
  return el("ol", { class: "guide-dots", "aria-hidden": "true" }, Array.from({ length: LAST }, (_, index) => el("li", { class: index + 1 < progress.step ? "done" : index + 1 === progress.step ? "now" : null })));
}

/** Beside a modal, else in the frame, before the places: never over what it speaks of. */
function place() {
  const modal = document.querySelector("dialog.modal[open]");
  const holder = modal ?? document.getElementById("app");
  if (box.parentNode !== holder) holder.insertBefore(box, modal ? null : document.getElementById("sidebar"));
}

function draw() {
  if (!guide || !state.me) return;
  const focusInside = box.contains(document.activeElement);
  box.hidden = progress.hidden;
  place();
  const { text, buttons, waiting = false } = STEPS[progress.step]();
  box.classList.toggle("waiting", waiting);
  const title = t(`guide${progress.step}`);
  box.replaceChildren(
    el("header", { class: "guide-head" }, icon("compass", 18), el("strong", {}, t("guideTitle")), progress.step <= LAST && el("span", { class: "quiet-text" }, t("guideStep", { n: progress.step })),
      el("button", { type: "button", class: "icon-button", "aria-label": t("guideHide"), onclick: hide }, icon("close", 16))),
    dots(),
    el("div", { class: "guide-text", "aria-live": "polite" }, el("h2", {}, title), el("p", {}, text)),
    el("div", { class: "guide-foot" }, buttons.map(([label, run, quiet]) => el("button", { type: "button", class: quiet ? "button button-small" : "button button-small button-primary", onclick: run }, label))),
  );
  if (focusInside) takeFocus();
}

function takeFocus() {
  (box.querySelector(".guide-foot button") ?? box).focus({ preventScroll: true });
}

function viewsChanged() {
  if (intakeOpen() && !before) before = Math.max(...state.sidebar.channels.map((channel) => Number(channel.last_ts)));
  draw();
  if (!fromHere || isModalOpen()) return;
  fromHere = false;
  takeFocus();
}

function happened(event) {
  if (!guide || !advance(event, guide)) return;
  if (progress.step === LAST && progress.digest && state.channel === guide.all_staff_channel) advance({ kind: "place", channel: state.channel }, guide);
  if (progress.step > LAST && state.highlight !== progress.digest) openDigest(); // from its start, where the newcomer's own item is
  late = false;
  clearTimeout(lateTimer);
  if (progress.step === 2 || progress.step === LAST) lateTimer = setTimeout(() => { late = true; draw(); }, LATE_MS);
  draw();
  lookBack(guide).then((moved) => { if (moved) draw(); }, () => null);
}

/** What the lead sees, whoever is signed in: the card arrives where the requester may not look. */
function listenAsLead() {
  socket = new WebSocket(`${location.origin.replace("http", "ws")}/control/stream?user=${encodeURIComponent(guide.lead)}`);
  socket.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data);
    if ((event.type === "message" || event.type === "message_changed") && event.message) happened({ kind: "message", channel: event.channel, message: event.message });
  });
  socket.addEventListener("close", () => setTimeout(listenAsLead, 2000));
}

/** Shows the guide when the demo brings one. */
export async function mountGuide() {
  try {
    guide = await api.guide();
  } catch {
    return;
  }
  loadProgress();
  box = el("aside", { class: "guide", tabindex: "-1", "aria-label": t("guideTitle") });
  listenAsLead();
  on("submitted", (event) => { happened({ kind: "submitted", at: before || now() - 5, ...event }); before = 0; });
  on("pressed", (event) => happened({ kind: "pressed", ...event }));
  on("clock", () => happened({ kind: "clock" }));
  on("guide-show", () => { keepProgress({ hidden: false }); draw(); });
  on("place", () => { happened({ kind: "place", channel: state.channel }); draw(); });
  for (const topic of ["lang", "user"]) on(topic, draw);
  on("views", viewsChanged);
  draw();
  lookBack(guide).then((moved) => { if (moved) draw(); }, () => null);
}
