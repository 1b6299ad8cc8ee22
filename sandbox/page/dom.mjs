// Building DOM from data: text only ever becomes text nodes, so nothing a person writes can become markup.

const SVG = "http://www.w3.org/2000/svg";
const SAFE_URL = /^(https?:|mailto:|tel:)/i;

function assign(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.setAttribute("class", value);
    else if (name === "value") node.value = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** An element with attributes, `on<event>` listeners and children (nodes, strings, arrays; null is skipped). */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  assign(node, props);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  assign(node, props);
  node.append(...children.flat(Infinity));
  return node;
}

export function fragment(...children) {
  const node = document.createDocumentFragment();
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** The address if a browser may follow it, else null: javascript:, data: and friends never become links. */
export function safeUrl(url) {
  return typeof url === "string" && SAFE_URL.test(url.trim()) ? url.trim() : null;
}

export function safeImage(url) {
  return typeof url === "string" && (/^https?:/i.test(url) || url.startsWith("/")) ? url : null;
}

export function link(url, ...children) {
  const href = safeUrl(url);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children) : el("span", {}, ...children);
}

let counter = 0;
export function freshId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/**
 * Makes `container` show `items` in order, keeping the nodes whose version did not change
 * (with focus, scroll position and half-typed text in them).
 */
export function keyed(container, items, { key, version, draw }) {
  const known = container.keyedNodes ?? new Map();
  const next = new Map();
  for (const item of items) {
    const id = key(item);
    const stamp = version(item);
    const before = known.get(id);
    next.set(id, before && before.stamp === stamp ? before : { stamp, node: draw(item, before?.node) });
  }
  for (const [id, entry] of known) if (next.get(id)?.node !== entry.node) entry.node.remove();
  let place = container.firstChild;
  for (const { node } of next.values()) {
    if (node === place) place = place.nextSibling;
    else container.insertBefore(node, place);
  }
  container.keyedNodes = next;
}

/** Calls `run` once the calls have stopped for `ms`. */
export function debounce(run, ms) {
  let timer = null;
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = null; run(...args); }, ms);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** True while an input method is composing: its Enter chooses characters and must not send. */
export function composing(event) {
  return event.isComposing || event.keyCode === 229;
}
