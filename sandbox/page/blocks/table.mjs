// table, and data_table with its pages and sorting.
import { el, freshId } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { icon } from "../icons.mjs";
import { drawElement } from "../inputs/index.mjs";
import { state } from "../store.mjs";
import { richTextCell, richTextPlain } from "./rich_text.mjs";

function drawCell(cell, block, context) {
  if (!cell) return "";
  if (cell.type === "rich_text") return richTextCell(cell);
  if (cell.type === "raw_number") return cell.text ?? new Intl.NumberFormat(state.lang).format(cell.value);
  const element = cell.element ?? cell.button ?? (cell.type === "button" ? cell : null);
  if (element) return drawElement(element, context.host(block, element));
  return cell.text ?? "";
}

function plainCell(cell) {
  if (!cell) return "";
  if (cell.type === "rich_text") return richTextPlain(cell);
  return String(cell.text ?? cell.value ?? "");
}

export function drawTable(block, context) {
  const settings = block.column_settings ?? [];
  const cell = (content, tag, column) => el(
    tag,
    { class: `align-${settings[column]?.align ?? "left"}${settings[column]?.is_wrapped ? "" : " nowrap"}`, scope: tag === "th" ? "col" : null },
    drawCell(content, block, context),
  );
  const [head, ...rows] = block.rows;
  const table = el(
    "table", {},
    el("thead", {}, el("tr", {}, head.map((content, column) => cell(content, "th", column)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((content, column) => cell(content, "td", column))))),
  );
  return el("div", { class: "table-scroll", tabindex: "0" }, table);
}

function compare(a, b) {
  if (a?.type === "raw_number" && b?.type === "raw_number") return a.value - b.value;
  return plainCell(a).localeCompare(plainCell(b), state.lang, { numeric: true });
}

/** The rows in the order of a column: `direction` 1 up, -1 down, 0 as they came. */
function sortedRows(rows, column, direction) {
  return direction === 0 ? rows : [...rows].sort((a, b) => direction * compare(a[column], b[column]));
}

export function drawDataTable(block, context) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? 5;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const rowHeader = block.row_header_column_index ?? 0;
  const numeric = head.map((_, column) => rows.every((row) => row[column]?.type === "raw_number"));
  const view = { page: 0, column: 0, direction: 0 };
  const body = el("tbody");
  const status = el("span", { role: "status" });
  const previous = el("button", { type: "button", class: "icon-button", "aria-label": t("previous"), onclick: () => turn(-1) }, icon("back", 16));
  const following = el("button", { type: "button", class: "icon-button", "aria-label": t("following"), onclick: () => turn(1) }, icon("next", 16));
  const headers = head.map((content, column) => el(
    "th", { scope: "col", class: numeric[column] ? "align-right" : null },
    el("button", { type: "button", class: "sort", "aria-label": t("sortBy", { name: plainCell(content) }), onclick: () => sort(column) }, plainCell(content), icon("sort", 13)),
  ));

  function turn(step) {
    view.page += step;
    show();
  }
  function sort(column) {
    view.direction = view.column === column && view.direction !== 0 ? (view.direction === 1 ? -1 : 0) : 1;
    view.column = column;
    view.page = 0;
    show();
  }
  function show() {
    const shown = sortedRows(rows, view.column, view.direction).slice(view.page * size, (view.page + 1) * size);
    body.replaceChildren(...shown.map((row) => el("tr", {}, row.map((content, column) => el(
      column === rowHeader ? "th" : "td", { scope: column === rowHeader ? "row" : null, class: numeric[column] ? "align-right" : null }, drawCell(content, block, context),
    )))));
    headers.forEach((header, column) => {
      const order = column === view.column && view.direction !== 0 ? (view.direction === 1 ? "ascending" : "descending") : "none";
      header.setAttribute("aria-sort", order);
    });
    previous.disabled = view.page === 0;
    following.disabled = view.page >= pages - 1;
    status.textContent = t("page", { page: view.page + 1, pages });
  }
  show();
  const caption = freshId("caption");
  return el(
    "div", {},
    el("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-labelledby": caption },
      el("table", {}, el("caption", { id: caption }, block.caption ?? ""), el("thead", {}, el("tr", {}, headers)), body)),
    pages > 1 && el("div", { class: "pager" }, previous, status, following),
  );
}
