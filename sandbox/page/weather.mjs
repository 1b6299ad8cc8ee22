// The switches of the network's weather.
import * as api from "./api.mjs";
import { openDialog } from "./dialog.mjs";
import { el } from "./dom.mjs";
import { t } from "./i18n.mjs";
import { state } from "./store.mjs";
import { attempt, toast } from "./toast.mjs";

const SHARES = ["lose_response", "server_error", "server_error_after", "drop_socket", "duplicate_delivery", "reorder_delivery"];
const NUMBERS = ["latency_ms", "seed"];

function share(name) {
  const value = Number(state.weather[name] ?? 0);
  const shown = el("output", {}, `${Math.round(value * 100)}%`);
  const input = el("input", { type: "range", min: 0, max: 1, step: 0.05, name, value: String(value), oninput: () => { shown.textContent = `${Math.round(Number(input.value) * 100)}%`; } });
  return el("label", { class: "switch" }, el("span", {}, t(name)), input, shown);
}

function number(name) {
  return el("label", { class: "switch" }, el("span", {}, t(name)), el("input", { type: "number", class: "text-field", min: 0, step: 1, name, value: String(state.weather[name] ?? 0) }));
}

export function openWeather() {
  const limits = el("input", { type: "checkbox", name: "rate_limits" });
  limits.checked = state.weather.rate_limits !== false;
  const form = el("form", { class: "weather" }, el("p", {}, t("weatherLead")),
    el("label", { class: "switch" }, el("span", {}, t("rate_limits")), limits), SHARES.map(share), NUMBERS.map(number));
  async function save(values) {
    const answer = await attempt(() => api.setWeather(values));
    if (!answer) return;
    const { ok, ...switches } = answer;
    state.weather = switches.weather ?? switches;
    toast(t("weatherSaved"));
    dialog.close();
  }
  const read = () => ({
    rate_limits: limits.checked,
    ...Object.fromEntries([...SHARES, ...NUMBERS].map((name) => [name, Number(form.elements[name].value)])),
  });
  const calm = { rate_limits: true, ...Object.fromEntries([...SHARES, "latency_ms"].map((name) => [name, 0])) };
  form.addEventListener("submit", (event) => { event.preventDefault(); save(read()); });
  const dialog = openDialog({
    title: t("weather"), body: form,
    foot: [el("button", { type: "button", class: "button", onclick: () => save(calm) }, t("calm")), el("button", { type: "button", class: "button button-primary", onclick: () => save(read()) }, t("save"))],
  });
}
