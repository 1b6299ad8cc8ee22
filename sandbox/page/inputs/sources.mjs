// Where a select's choices come from: `find(query)` gives rows of {value, label, note, group}.
import * as api from "../api.mjs";
import { plainOf } from "../mrkdwn_draw.mjs";
import { directName, nameOf, roleOf, state } from "../store.mjs";

const row = (option, group) => ({ value: option.value, label: plainOf(option.text), note: option.description ? plainOf(option.description) : "", group });

function rowsOf(options, groups) {
  return groups?.length ? groups.flatMap((group) => group.options.map((option) => row(option, plainOf(group.label)))) : (options ?? []).map((option) => row(option));
}

const matching = (rows, query) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((one) => words.every((word) => `${one.label} ${one.note ?? ""}`.toLowerCase().includes(word)));
};

async function findUsers(query) {
  const { users } = await api.people(query, 30);
  return users.map((user) => ({ value: user.id, label: user.real_name, note: roleOf(user) }));
}

function channelRows(query, keep) {
  const rows = [...state.channels.values()].filter((channel) => !channel.is_im && keep(channel))
    .map((channel) => ({ value: channel.id, label: `#${channel.name}`, note: channel.topic?.value ?? channel.topic ?? "" }));
  return matching(rows, query);
}

function mine(channel) {
  return !channel.is_private || state.sidebar.channels.some((entry) => entry.id === channel.id && entry.is_member !== false);
}

function findConversations(element, query) {
  const kinds = element.filter?.include ?? ["public", "private", "im"];
  const channels = channelRows(query, (channel) => mine(channel) && kinds.includes(channel.is_private ? "private" : "public"));
  const ims = kinds.includes("im")
    ? state.sidebar.ims.filter((im) => !(element.filter?.exclude_bot_users && im.user === state.bot.id)).map((im) => ({ value: im.id, label: directName(im) }))
    : [];
  return [...channels, ...matching(ims, query)];
}

/** The source of an element: `minimum` characters before it is asked, `find` to ask it. */
export function sourceOf(element, host) {
  const kind = element.type.replace("multi_", "").replace("_select", "");
  if (kind === "users") return { minimum: 0, remote: true, find: findUsers };
  if (kind === "channels") return { minimum: 0, find: (query) => channelRows(query, (channel) => !channel.is_private) };
  if (kind === "conversations") return { minimum: 0, find: (query) => findConversations(element, query) };
  if (kind === "external") {
    return {
      minimum: element.min_query_length ?? 3, remote: true,
      find: async (query) => { const answer = await host.options(query); return rowsOf(answer.options, answer.option_groups); },
    };
  }
  const rows = rowsOf(element.options, element.option_groups);
  return { minimum: 0, find: (query) => matching(rows, query) };
}

/** What to call a chosen value. */
export function labelOf(element, host, value) {
  const kind = element.type.replace("multi_", "");
  if (kind === "users_select") return nameOf(value);
  if (kind === "channels_select" || kind === "conversations_select") {
    const im = state.sidebar.ims.find((entry) => entry.id === value);
    if (im) return directName(im);
    return state.channels.has(value) ? `#${state.channels.get(value).name}` : value;
  }
  const initial = [...(element.initial_options ?? []), element.initial_option].filter(Boolean);
  const known = [...rowsOf(element.options, element.option_groups), ...rowsOf(initial)].find((one) => one.value === value);
  return known?.label ?? host.labels?.get(value) ?? value;
}
