// The bot's App Home.
import { drawBlocks } from "./blocks/index.mjs";
import { el } from "./dom.mjs";
import { t } from "./i18n.mjs";
import { actingContext } from "./interaction.mjs";
import { mark } from "./icons.mjs";
import { on, state } from "./store.mjs";

export function mountHome(root) {
  const sheet = el("div", { class: "home-sheet blocks" });
  const empty = el("div", { class: "home-empty" });
  root.append(sheet, empty);
  let drawnFor = null;

  function draw() {
    const view = state.home;
    empty.hidden = Boolean(view);
    empty.replaceChildren(mark(48), el("p", {}, t("homeEmpty")));
    if (drawnFor !== state.me?.id) { sheet.replaceChildren(); sheet.keyedNodes = undefined; drawnFor = state.me?.id; }
    drawBlocks(sheet, view?.blocks ?? [], view ? actingContext("home", { view_id: view.id }) : {});
  }
  on("home", draw);
  on("lang", draw);
  on("user", () => { state.home = null; draw(); });
}
