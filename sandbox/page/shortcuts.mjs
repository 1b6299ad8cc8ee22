// The ⚡ menu: global shortcuts and slash commands.
import * as api from "./api.mjs";
import { t } from "./i18n.mjs";
import { openMenu } from "./menu.mjs";
import { state } from "./store.mjs";
import { attempt, heeded } from "./toast.mjs";

async function run(shortcut) {
  const answer = await attempt(() => api.shortcut({ user: state.me.id, callback_id: shortcut.callback_id }));
  if (answer) heeded(answer.ack);
}

/** Opens the menu; a chosen command is handed to `write` to be completed by the person. */
export function openShortcuts(anchor, write) {
  const global = state.shortcuts.filter((shortcut) => shortcut.type === "global");
  openMenu(anchor, [
    { heading: t("shortcutsTitle") },
    ...global.map((shortcut) => ({ label: shortcut.name, note: shortcut.description, icon: "bolt", run: () => run(shortcut) })),
    ...(global.length ? [] : [{ heading: t("noShortcuts") }]),
    ...(state.commands.length ? [{ divider: true }, { heading: t("commands") }] : []),
    ...state.commands.map((command) => ({ label: `${command.command} ${command.usage_hint ?? ""}`.trim(), note: command.description, icon: "hash", run: () => write(command.command) })),
  ], t("shortcutsTitle"));
}
