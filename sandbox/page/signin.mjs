// Choosing who to be: search by name, department or title; no password.
import * as api from "./api.mjs";
import { avatar } from "./avatar.mjs";
import { debounce, el } from "./dom.mjs";
import { openDialog } from "./dialog.mjs";
import { t } from "./i18n.mjs";
import { icon, mark } from "./icons.mjs";
import { emit, roleOf, state, userOf } from "./store.mjs";

const RECENT = "bansou.recent";
const KEPT = 6;

export function recentPeople() {
  try {
    return JSON.parse(localStorage.getItem(RECENT) ?? "[]").map(userOf).filter(Boolean);
  } catch {
    return [];
  }
}

export function rememberPerson(id) {
  const ids = [id, ...recentPeople().map((user) => user.id).filter((other) => other !== id)];
  localStorage.setItem(RECENT, JSON.stringify(ids.slice(0, KEPT)));
}

function personRow(user, choose) {
  return el(
    "li", {},
    el("button", { type: "button", class: "person", data: { user: user.id }, onclick: () => choose(user.id) },
      avatar(user.id, "small"),
      el("span", { class: "person-text" }, el("strong", {}, user.real_name || user.name), el("span", {}, roleOf(user)))),
  );
}

/** Search field and list of people; `choose` gets the id. */
function peopleSearch(choose) {
  const list = el("ul", { class: "people", "aria-label": t("people") });
  const heading = el("h3", { class: "people-head" });
  const field = el("input", { type: "search", class: "text-field", placeholder: t("searchPeople"), "aria-label": t("searchPeople"), autofocus: true, autocomplete: "off" });
  async function show() {
    const query = field.value.trim();
    const recent = recentPeople();
    const { users } = await api.people(query, 40);
    if (field.value.trim() !== query) return;
    const ids = new Set(query ? [] : recent.map((user) => user.id));
    const rest = users.filter((user) => !ids.has(user.id));
    const rows = [...(query ? [] : recent), ...rest];
    heading.textContent = !query && recent.length ? t("recentPeople") : t("people");
    list.replaceChildren(...rows.map((user) => personRow(user, choose)));
    if (!query && recent.length) list.children[recent.length - 1]?.classList.add("people-break");
    if (!rows.length) list.replaceChildren(el("li", { class: "menu-empty" }, t("nobody")));
  }
  field.addEventListener("input", debounce(show, 150));
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      const first = list.querySelector("button");
      if (event.key === "Enter") first?.click();
      else first?.focus();
    }
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...list.querySelectorAll("button")];
    const next = all.indexOf(document.activeElement) + step;
    (next < 0 ? field : all[Math.min(next, all.length - 1)]).focus();
  });
  show();
  return el("div", { class: "people-search" }, field, heading, list);
}

export function openPeople() {
  const dialog = openDialog({
    title: t("switchUser"), name: "dialog-people",
    body: peopleSearch((id) => { dialog.close(); emit("sign-in", { user: id }); }),
  });
}

/** The first screen, when the address names nobody. */
export function drawSignIn() {
  return el(
    "main", { class: "sign-in" },
    el("div", { class: "sign-in-card" },
      el("div", { class: "sign-in-brand" }, mark(44), el("div", {}, el("strong", {}, state.team.name ?? ""), el("span", {}, `Bansou ${t("sandbox")}`)),
        el("button", { type: "button", class: "text-button", "aria-label": t("languageName"), onclick: () => emit("switch-lang") }, icon("globe", 16), t("language"))),
      el("h1", {}, t("signInTitle")), el("p", {}, t("signInLead")), peopleSearch((id) => emit("sign-in", { user: id }))),
  );
}
