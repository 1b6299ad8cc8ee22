// The control API of docs/sandbox.md, one function per deed.

/** A deed the sandbox refused, with its word and its sentence. */
class RefusedError extends Error {
  constructor(answer) {
    super(answer.detail || answer.error);
    this.code = answer.error;
  }
}

async function call(path, body) {
  const request = body === undefined
    ? {}
    : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`/control/${path}`, request);
  if (response.status === 404) throw new RefusedError({ error: "not_found", detail: path });
  const answer = await response.json();
  if (answer.ok === false) throw new RefusedError(answer);
  return answer;
}

function get(path, query = {}) {
  const known = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return call(known.length ? `${path}?${new URLSearchParams(known)}` : path);
}

export const workspace = () => get("workspace");
export const sidebar = (user) => get("sidebar", { user });
export const people = (q, limit = 30, cursor) => get("people", { q, limit, cursor });
export const messages = (query) => get("messages", query);
export const posts = (query) => get("posts", query);
export const views = (user) => get("views", { user });
export const guide = () => get("guide");
export const read = (body) => call("read", body);
export const say = (body) => call("say", body);
export const edit = (body) => call("edit", body);
export const remove = (body) => call("delete", body);
export const react = (body) => call("react", body);
export const command = (body) => call("command", body);
export const shortcut = (body) => call("shortcut", body);
export const press = (body) => call("press", body);
export const type = (body) => call("type", body);
export const options = (body) => call("options", body);
export const submit = (body) => call("submit", body);
export const close = (body) => call("close", body);
export const home = (body) => call("home", body);
export const channel = (body) => call("channel", body);
export const changePerson = (body) => call("person", body);
export const moveClock = (body) => call("clock", body);
export const setWeather = (body) => call("weather", body);
export const refreshSockets = (body) => call("refresh", body);

/** The bytes of a file as the control API wants them. */
export async function packFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { name: file.name, mimetype: file.type || "application/octet-stream", content_base64: btoa(binary) };
}
