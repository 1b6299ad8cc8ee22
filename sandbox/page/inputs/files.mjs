// file_input: choose or drop, with the limits of chat.
import { packFile } from "../api.mjs";
import { el } from "../dom.mjs";
import { t } from "../i18n.mjs";
import { icon } from "../icons.mjs";

const LARGEST = 10 * 1024 * 1024;

/** Files that fit, packed; `complain` hears of the others. */
export async function takeFiles(files, room, complain) {
  const packed = [];
  for (const file of files) {
    if (file.size > LARGEST) complain(t("fileTooBig", { name: file.name }));
    else if (packed.length >= room) complain(t("fileTooMany", { n: room }));
    else packed.push(await packFile(file));
  }
  return packed;
}

export function fileChip(name, remove) {
  return el("span", { class: "chip file-chip" }, icon("file", 16), el("span", {}, name), el("button", { type: "button", class: "chip-remove", "aria-label": `${t("remove")}: ${name}`, onclick: remove }, icon("close", 14)));
}

export function drawFileInput(element, host) {
  const most = element.max_files ?? 10;
  let files = host.value ?? [];
  const chips = el("div", { class: "chips" });
  const problem = el("p", { class: "input-error", role: "alert", hidden: true });
  const chooser = el("input", { type: "file", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true", multiple: most > 1, accept: element.filetypes?.map((kind) => `.${kind}`).join(",") });
  const complain = (sentence) => { problem.textContent = sentence; problem.hidden = false; };

  function show() {
    chips.replaceChildren(...files.map((file, index) => fileChip(file.name, () => {
      files = files.filter((_, other) => other !== index);
      host.changed(files, "chosen");
      show();
    })));
  }
  async function add(list) {
    problem.hidden = true;
    files = [...files, ...await takeFiles(list, most - files.length, complain)];
    host.changed(files, "chosen");
    show();
  }
  chooser.addEventListener("change", () => { add([...chooser.files]); chooser.value = ""; });
  const zone = el("div", { class: "drop-zone" },
    el("button", { type: "button", class: "button", id: host.fieldId, "aria-label": [t("addFiles"), host.name].filter(Boolean).join("："), "aria-describedby": host.describedBy, onclick: () => chooser.click() }, icon("attach", 16), t("addFiles")),
    el("span", { class: "input-hint" }, t("filesHint", { n: most })), chooser);
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => { event.preventDefault(); add([...event.dataTransfer.files]); });
  show();
  return el("div", {}, zone, chips, problem);
}
