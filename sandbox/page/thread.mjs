// The thread at the right: the first message, the replies, a composer.
import * as api from "./api.mjs";
import { Composer } from "./composer.mjs";
import { el } from "./dom.mjs";
import { openThread } from "./go.mjs";
import { t } from "./i18n.mjs";
import { icon } from "./icons.mjs";
import { MessageList } from "./message_list.mjs";
import { channelOf, emit, messagesOf, on, putMessage, settleReplies, state } from "./store.mjs";
import { attempt } from "./toast.mjs";

const MOST = 200;

function threadMessages() {
  const { channel, ts } = state.thread;
  return messagesOf(channel).filter((message) => message.ts === ts || message.thread_ts === ts);
}

export function mountThread(root) {
  const list = new MessageList(t("thread"));
  const head = el("header", { class: "pane-head" });
  const foot = el("div", { class: "pane-foot" });
  let shown = null;
  let opener = null;
  root.append(head, list.root, foot);
  root.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) close(); });

  function close() {
    openThread(null, null);
    if (opener?.isConnected) opener.focus();
  }

  function drawHead() {
    root.setAttribute("aria-label", t("thread"));
    const name = channelOf(state.thread.channel)?.name;
    head.replaceChildren(
      el("div", { class: "pane-title" }, el("h2", {}, t("thread")), name && el("p", { class: "topic" }, `#${name}`)),
      el("button", { type: "button", class: "icon-button", "aria-label": t("close"), onclick: close }, icon("close")),
    );
  }

  const draw = (detail = {}) => list.show(state.thread.channel, threadMessages(), { inThread: true, highlight: state.highlight, ...detail });

  async function open() {
    const place = state.thread;
    document.body.classList.toggle("thread-open", Boolean(place));
    root.hidden = !place;
    if (!place) { shown = null; return; }
    if (shown === `${place.channel}/${place.ts}`) return;
    shown = `${place.channel}/${place.ts}`;
    opener = document.activeElement;
    drawHead();
    const composer = new Composer({ channel: place.channel, thread_ts: place.ts, label: t("writeReply") });
    foot.replaceChildren(composer.root);
    draw({ opened: true });
    composer.refresh();
    if (!state.highlight) composer.field.focus({ preventScroll: true });
    const answer = await attempt(() => api.messages({ user: state.me.id, channel: place.channel, thread_ts: place.ts, limit: MOST }));
    if (!answer || state.thread !== place) return;
    for (const message of answer.messages) putMessage(place.channel, message);
    settleReplies(place.channel, place.ts);
    emit("messages", { channel: place.channel });
    draw({ opened: true });
  }

  on("thread", open);
  on("place", open);
  for (const topic of ["lang", "caught-up"]) on(topic, () => { shown = null; if (state.me) open(); });
  on("messages", ({ channel, message, fresh }) => {
    if (state.thread?.channel === channel) draw({ fresh: fresh && message?.thread_ts === state.thread.ts, own: fresh && message?.user === state.me.id });
  });
  on("said", ({ channel }) => { if (state.thread?.channel === channel) draw({ own: true }); });
}
