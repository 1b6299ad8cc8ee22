// From Block Kit to DOM: one table of block types.
import { el, keyed } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { state } from "../store.mjs";
import { drawAlert, drawCard, drawCarousel, drawContainer, drawPlan, drawTask } from "./cards.mjs";
import { drawChartBlock } from "./chart.mjs";
import { drawInputBlock } from "./input.mjs";
import { drawActions, drawContext, drawContextActions, drawDivider, drawFile, drawHeader, drawImageBlock, drawSection, drawVideo } from "./layout.mjs";
import { drawMarkdownBlock } from "./markdown.mjs";
import { drawRichText } from "./rich_text.mjs";
import { drawDataTable, drawTable } from "./table.mjs";

const DRAWERS = {
  actions: drawActions, alert: drawAlert, card: drawCard, carousel: drawCarousel, container: drawContainer,
  context: drawContext, context_actions: drawContextActions, data_table: drawDataTable, data_visualization: drawChartBlock,
  divider: drawDivider, file: drawFile, header: drawHeader, image: drawImageBlock, input: drawInputBlock,
  markdown: drawMarkdownBlock, plan: drawPlan, rich_text: drawRichText, section: drawSection, table: drawTable,
  task_card: drawTask, video: drawVideo,
};

export function drawBlock(block, context) {
  const draw = DRAWERS[block.type];
  const node = draw ? draw(block, context) : el("p", { class: "unknown-block" }, t("unknownBlock", { type: block.type }));
  node.classList.add("block", `block-${block.type}`);
  if (block.block_id) node.dataset.block = block.block_id;
  return node;
}

/**
 * Draws blocks into `container`; those that did not change keep their nodes. `context` says where they stand:
 * `{surface, host(block, element), error(block)}` (see interaction.mjs).
 */
export function drawBlocks(container, blocks, context) {
  const seen = new Map();
  const items = (blocks ?? []).map((block, index) => {
    const name = block.block_id ?? `#${index}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { block, id: times > 1 ? `${name}~${times}` : name };
  });
  keyed(container, items, {
    key: (item) => item.id,
    version: (item) => JSON.stringify([item.block, context.error?.(item.block) ?? null, state.lang]),
    draw: (item) => drawBlock(item.block, { ...context, drawBlock }),
  });
}
