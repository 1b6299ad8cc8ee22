// data_visualization: bar, line, area and pie as SVG, each with its figures as a table for who prefers them.
import { el, freshId, svg } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { state } from "../store.mjs";

const WIDTH = 560;
const HEIGHT = 280;
const PAD = { left: 56, right: 12, top: 12, bottom: 46 };

const figure = (value) => new Intl.NumberFormat(state.lang, { maximumFractionDigits: 2 }).format(value);

/** Round steps that cover low…high with zero among them. */
function scaleOf(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough);
  const from = Math.floor(low / step) * step;
  const steps = Math.max(1, Math.ceil((high - from) / step - 1e-9));
  return { from, to: from + steps * step, ticks: Array.from({ length: steps + 1 }, (_, index) => from + index * step) };
}

function valueAt(series, category) {
  return series.data.find((point) => point.label === category)?.value ?? 0;
}

function shorten(text, limit) {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

function plotArea(chart) {
  const categories = chart.axis_config?.categories ?? chart.series[0]?.data.map((point) => point.label) ?? [];
  const slanted = categories.length > 6;
  const bottom = PAD.bottom + (slanted ? 34 : 0);
  const scale = scaleOf(chart.series.flatMap((series) => series.data.map((point) => point.value)));
  const width = WIDTH - PAD.left - PAD.right;
  const height = HEIGHT + (slanted ? 34 : 0) - PAD.top - bottom;
  const slot = width / Math.max(1, categories.length);
  return {
    categories, slanted, scale, slot, height, full: HEIGHT + (slanted ? 34 : 0),
    x: (index) => PAD.left + slot * index,
    y: (value) => PAD.top + height * (1 - (value - scale.from) / (scale.to - scale.from)),
  };
}

function axes(area, config = {}) {
  const parts = area.scale.ticks.flatMap((tick) => [
    svg("line", { x1: PAD.left, x2: WIDTH - PAD.right, y1: area.y(tick), y2: area.y(tick), class: tick === 0 ? "axis-zero" : "axis-line" }),
    svg("text", { x: PAD.left - 8, y: area.y(tick) + 4, class: "axis-text", "text-anchor": "end" }, figure(tick)),
  ]);
  area.categories.forEach((category, index) => {
    const x = area.x(index) + area.slot / 2;
    const y = PAD.top + area.height + 18;
    parts.push(svg("text", {
      x, y, class: "axis-text", "text-anchor": area.slanted ? "end" : "middle",
      transform: area.slanted ? `rotate(-35 ${x} ${y})` : null,
    }, shorten(category, area.slanted ? 9 : Math.max(4, Math.floor(area.slot / 12))), svg("title", {}, category)));
  });
  if (config.x_label) parts.push(svg("text", { x: (WIDTH + PAD.left) / 2, y: area.full - 6, class: "axis-name", "text-anchor": "middle" }, config.x_label));
  if (config.y_label) {
    const y = PAD.top + area.height / 2;
    parts.push(svg("text", { x: 12, y, class: "axis-name", "text-anchor": "middle", transform: `rotate(-90 12 ${y})` }, config.y_label));
  }
  return parts;
}

function bars(chart, area) {
  const gap = Math.min(14, area.slot * 0.22);
  const width = (area.slot - gap) / chart.series.length;
  return chart.series.flatMap((series, order) => area.categories.map((category, index) => {
    const value = valueAt(series, category);
    const top = Math.min(area.y(value), area.y(0));
    return svg("rect", {
      x: area.x(index) + gap / 2 + order * width, y: top, width: Math.max(1, width - 2), height: Math.abs(area.y(value) - area.y(0)), rx: 2,
      class: `series-${order % 12}`,
    }, svg("title", {}, `${category} · ${series.name}: ${figure(value)}`));
  }));
}

function lines(chart, area) {
  return chart.series.flatMap((series, order) => {
    const points = area.categories.map((category, index) => [area.x(index) + area.slot / 2, area.y(valueAt(series, category)), category]);
    const path = points.map(([x, y], index) => `${index ? "L" : "M"}${x} ${y}`).join("");
    const ground = `${path}L${points.at(-1)[0]} ${area.y(0)}L${points[0][0]} ${area.y(0)}Z`;
    return [
      chart.type === "area" && svg("path", { d: ground, class: `series-${order % 12} series-area` }),
      svg("path", { d: path, class: `stroke-${order % 12} series-line` }),
      ...points.map(([cx, cy, category]) => svg("circle", { cx, cy, r: 3.5, class: `series-${order % 12}` }, svg("title", {}, `${category} · ${series.name}: ${figure(valueAt(series, category))}`))),
    ].filter(Boolean);
  });
}

function pie(segments) {
  const total = segments.reduce((sum, segment) => sum + segment.value, 0) || 1;
  const centre = [140, 140];
  const at = (share) => [centre[0] + 120 * Math.sin(2 * Math.PI * share), centre[1] - 120 * Math.cos(2 * Math.PI * share)];
  let start = 0;
  return segments.map((segment, order) => {
    const share = segment.value / total;
    const label = svg("title", {}, `${segment.label}: ${figure(segment.value)}`);
    const name = `series-${order % 12} slice`;
    if (share >= 0.9999) return svg("circle", { cx: centre[0], cy: centre[1], r: 120, class: name }, label);
    const [x1, y1] = at(start);
    const [x2, y2] = at(start + share);
    start += share;
    return svg("path", { d: `M${centre[0]} ${centre[1]}L${x1} ${y1}A120 120 0 ${share > 0.5 ? 1 : 0} 1 ${x2} ${y2}Z`, class: name }, label);
  });
}

function legend(names) {
  return el("ul", { class: "legend" }, names.map((name, order) => el("li", {}, svg("svg", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" }, svg("rect", { width: 12, height: 12, rx: 3, class: `series-${order % 12}` })), name)));
}

function figures(chart) {
  const series = chart.segments ? [{ name: "", data: chart.segments }] : chart.series;
  const labels = chart.segments ? chart.segments.map((segment) => segment.label) : plotArea(chart).categories;
  return el(
    "div", { class: "table-scroll", tabindex: "0" },
    el("table", {},
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }), series.map((one) => el("th", { scope: "col", class: "align-right" }, one.name)))),
      el("tbody", {}, labels.map((label) => el("tr", {}, el("th", { scope: "row" }, label), series.map((one) => el("td", { class: "align-right" }, figure(valueAt(one, label)))))))),
  );
}

function drawing(chart, title) {
  const name = freshId("chart");
  const picture = chart.segments ? { box: "0 0 280 280", parts: pie(chart.segments) } : plotted(chart);
  return svg("svg", { viewBox: picture.box, class: `chart chart-${chart.segments ? "pie" : "plot"}`, role: "img", "aria-labelledby": name }, svg("title", { id: name }, title), picture.parts);
}

function plotted(chart) {
  const area = plotArea(chart);
  const shapes = chart.type === "bar" ? bars(chart, area) : lines(chart, area);
  return { box: `0 0 ${WIDTH} ${area.full}`, parts: [...axes(area, chart.axis_config), ...shapes] };
}

export function drawChartBlock(block) {
  const { chart } = block;
  const shares = chart.segments?.map((segment) => `${segment.label} ${figure(segment.value)}`);
  const names = shares ?? chart.series.map((series) => series.name);
  const picture = el("div", { class: "chart-frame" }, drawing(chart, block.title), names.length > 1 || shares ? legend(names) : null);
  const table = figures(chart);
  table.hidden = true;
  const toggle = el("button", {
    type: "button", class: "text-button", "aria-pressed": "false",
    onclick: () => {
      table.hidden = !table.hidden;
      picture.hidden = !table.hidden;
      toggle.setAttribute("aria-pressed", String(!table.hidden));
      toggle.textContent = t(table.hidden ? "showTable" : "showChart");
    },
  }, t("showTable"));
  return el("figure", {}, el("figcaption", {}, block.title, toggle), picture, table);
}
