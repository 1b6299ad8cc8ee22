// The workspace's clock and dates as people write them, in the signed-in person's time zone.
import { state } from "./store.mjs";
import { t } from "./i18n.mjs";

const DAY = 86400;

/** Now on the workspace's clock, in seconds. */
export function now() {
  return Date.now() / 1000 + state.clockOffset;
}

export function zone() {
  return state.me?.tz || "Asia/Tokyo";
}

function locale() {
  return state.lang === "ja" ? "ja-JP" : "en-US";
}

const formatters = new Map(); // making one costs far more than using it

function formatter(language, options) {
  const key = JSON.stringify([language, zone(), options]);
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat(language, { timeZone: zone(), ...options }));
  return formatters.get(key);
}

function format(seconds, options) {
  return formatter(locale(), options).format(new Date(seconds * 1000));
}

/** {year, month, day, hour, minute, second, weekday (0 = Sunday)} on the wall in the person's zone. */
export function wall(seconds) {
  const parts = formatter("en-US", {
    hourCycle: "h23", weekday: "short",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(new Date(seconds * 1000));
  const of = Object.fromEntries(parts.map((part) => [part.type, part.value]));
  return {
    year: +of.year, month: +of.month, day: +of.day, hour: +of.hour, minute: +of.minute, second: +of.second,
    weekday: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(of.weekday),
  };
}

/** Seconds since the epoch at which the wall shows this date and time (twice corrected, for summer time). */
export function atWall(year, month, day, hour, minute) {
  const wanted = Date.UTC(year, month - 1, day, hour, minute) / 1000;
  let guess = wanted;
  for (let turn = 0; turn < 2; turn += 1) {
    const shown = wall(guess);
    guess += wanted - Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute) / 1000;
  }
  return guess;
}

/** The coming day at 9:00: tomorrow, or with `weekday` the next such day (never today). */
export function nextNine(weekday, from = now()) {
  const today = wall(from);
  const ahead = weekday === undefined ? 1 : (weekday - today.weekday + 7) % 7 || 7;
  return atWall(today.year, today.month, today.day + ahead, 9, 0);
}

export const clockTime = (seconds) => format(seconds, { hour: "numeric", minute: "2-digit", hourCycle: state.lang === "ja" ? "h23" : "h12" });
export const fullTime = (seconds) => format(seconds, { month: "long", day: "numeric", weekday: "short", hour: "numeric", minute: "2-digit" });
export const shortDate = (seconds) => format(seconds, { month: "numeric", day: "numeric", weekday: "short" });
export const yearDate = (seconds) => format(seconds, { year: "numeric", month: "long", day: "numeric", weekday: "short" });
export const dayKey = (seconds) => format(seconds, { year: "numeric", month: "2-digit", day: "2-digit" });

function near(seconds) {
  const days = Math.round((dayStart(seconds) - dayStart(now())) / DAY);
  return { "-1": t("yesterday"), 0: t("today"), 1: t("tomorrow") }[days];
}

function dayStart(seconds) {
  const at = wall(seconds);
  return Date.UTC(at.year, at.month - 1, at.day) / 1000;
}

export function dayName(seconds) {
  return near(seconds) ?? format(seconds, { month: "long", day: "numeric", weekday: "long" });
}

function ago(seconds) {
  const passed = seconds - now();
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  for (const [unit, size] of [["day", DAY], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(passed) >= size) return words.format(Math.round(passed / size), unit);
  }
  return words.format(Math.round(passed), "second");
}

function ordinal(day) {
  const rule = new Intl.PluralRules("en-US", { type: "ordinal" }).select(day);
  return day + { one: "st", two: "nd", few: "rd", other: "th" }[rule];
}

function longDate(seconds, month, withWeekday) {
  if (state.lang === "ja") {
    return format(seconds, { year: "numeric", month: "long", day: "numeric", ...(withWeekday && { weekday: "long" }) });
  }
  const at = wall(seconds);
  const day = month === "long" ? ordinal(at.day) : at.day;
  const weekday = withWeekday ? `${format(seconds, { weekday: "long" })}, ` : "";
  return `${weekday}${format(seconds, { month })} ${day}, ${at.year}`;
}

const pad = (number) => String(number).padStart(2, "0");
const TOKENS = {
  date_num: (s) => { const at = wall(s); return `${at.year}-${pad(at.month)}-${pad(at.day)}`; },
  date_slash: (s) => { const at = wall(s); return `${at.year}/${pad(at.month)}/${pad(at.day)}`; },
  date: (s) => longDate(s, "long", false),
  date_short: (s) => longDate(s, "short", false),
  date_long: (s) => longDate(s, "long", true),
  date_pretty: (s) => near(s) ?? longDate(s, "long", false),
  date_short_pretty: (s) => near(s) ?? longDate(s, "short", false),
  date_long_pretty: (s) => near(s) ?? longDate(s, "long", true),
  day_divider_pretty: (s) => dayName(s),
  date_long_full: (s) => longDate(s, "long", true),
  time: (s) => clockTime(s),
  time_secs: (s) => format(s, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: (s) => ago(s),
};

/** The text of a `<!date^…>`: its tokens filled in, or null when the time is not a number. */
export function fillDate(timestamp, pattern) {
  const seconds = Number(timestamp);
  if (!Number.isFinite(seconds) || timestamp === "") return null;
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(seconds) ?? whole);
}
