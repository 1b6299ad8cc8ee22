// What elements hold: as the bot set it, as the server remembers it, and whether it may be sent.
import { t } from "../i18n.mjs";

const values = (options) => (options ?? []).map((option) => option.value);

const INITIAL = {
  checkboxes: (e) => values(e.initial_options), radio_buttons: (e) => e.initial_option?.value ?? null,
  static_select: (e) => e.initial_option?.value ?? null, external_select: (e) => e.initial_option?.value ?? null,
  multi_static_select: (e) => values(e.initial_options), multi_external_select: (e) => values(e.initial_options),
  users_select: (e) => e.initial_user ?? null, multi_users_select: (e) => e.initial_users ?? [],
  channels_select: (e) => e.initial_channel ?? null, multi_channels_select: (e) => e.initial_channels ?? [],
  conversations_select: (e) => e.initial_conversation ?? null, multi_conversations_select: (e) => e.initial_conversations ?? [],
  datepicker: (e) => e.initial_date ?? null, timepicker: (e) => e.initial_time ?? null, datetimepicker: (e) => e.initial_date_time ?? null,
  rich_text_input: (e) => e.initial_value ?? null, file_input: () => [],
};

/** The element's value before anybody touched it. */
export function initialOf(element) {
  return (INITIAL[element.type] ?? ((e) => e.initial_value ?? ""))(element);
}

/** The plain value of an entry of `view.state.values`, and the labels of its options into `labels`. */
export function plainOfState(entry, labels) {
  const options = entry.selected_options ?? (entry.selected_option ? [entry.selected_option] : []);
  for (const option of options) labels.set(option.value, option.text?.text ?? option.value);
  if ("selected_options" in entry) return values(entry.selected_options);
  if ("selected_option" in entry) return entry.selected_option?.value ?? null;
  if ("rich_text_value" in entry) return entry.rich_text_value;
  for (const [key, value] of Object.entries(entry)) if (key.startsWith("selected_")) return value;
  return entry.files ? [] : entry.value ?? (entry.type === "rich_text_input" ? null : "");
}

function isEmpty(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function numberComplaint(element, text) {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) return t("notNumber");
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return t("wholeNumber");
  if (element.min_value !== undefined && number < Number(element.min_value)) return t("tooSmall", { n: element.min_value });
  if (element.max_value !== undefined && number > Number(element.max_value)) return t("tooBig", { n: element.max_value });
  return null;
}

/** What is wrong with a value before anything is sent, or null. */
export function complaint(block, value) {
  const { element } = block;
  if (isEmpty(value)) return block.optional ? null : t("mustFill");
  if (typeof value !== "string") return null;
  if (element.type === "email_text_input" && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) return t("notEmail");
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/.test(value)) return t("notUrl");
  if (element.type === "number_input") return numberComplaint(element, value);
  const length = [...value].length;
  if (element.min_length && length < element.min_length) return t("tooShort", { n: element.min_length });
  if (element.max_length && length > element.max_length) return t("tooLong", { n: element.max_length });
  return null;
}
