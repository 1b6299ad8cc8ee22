// Dialogs over the page; the browser's <dialog> keeps focus inside and the rest inert.
import { el, freshId } from "./dom.mjs";
import { t } from "./i18n.mjs";
import { icon } from "./icons.mjs";

/** An open dialog: `{node, close}`; Escape and the cross call `oncancel` (by default: close). */
export function openDialog({ title, body, foot, name = "", oncancel }) {
  const titleId = freshId("title");
  const node = el(
    "dialog", { class: `dialog ${name}`, "aria-labelledby": titleId },
    el("header", { class: "dialog-head" },
      el("h2", { id: titleId }, title),
      el("button", { type: "button", class: "icon-button", "aria-label": t("close"), onclick: () => cancel() }, icon("close"))),
    el("div", { class: "dialog-body" }, body),
    foot && el("footer", { class: "dialog-foot" }, foot),
  );
  const cancel = () => (oncancel ? oncancel() : close());
  function close() {
    node.close();
    node.remove();
  }
  node.addEventListener("cancel", (event) => { event.preventDefault(); cancel(); });
  document.body.append(node);
  node.showModal();
  return { node, close };
}

/** Asks the person; the promise says whether they agreed. `confirm` may be a Block Kit confirm object's words. */
export function ask({ title, text, confirm, deny, danger }) {
  return new Promise((resolve) => {
    const answer = (agreed) => { dialog.close(); resolve(agreed); };
    const yes = el("button", { type: "button", class: danger ? "button button-danger" : "button button-primary", onclick: () => answer(true) }, confirm);
    const no = el("button", { type: "button", class: "button", onclick: () => answer(false) }, deny ?? t("cancel"));
    const dialog = openDialog({ title, body: text, foot: [no, yes], name: "dialog-small", oncancel: () => answer(false) });
    yes.focus();
  });
}
