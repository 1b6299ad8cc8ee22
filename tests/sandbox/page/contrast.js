// The texts on screen with less contrast than WCAG AA asks for: 4.5, for large ones 3.
() => {
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const over = ([r, g, b, a = 1], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const ground = (node) => {
    if (!node) return [255, 255, 255];
    const style = getComputedStyle(node);
    if (style.backgroundImage.startsWith("linear-gradient")) return over(numbers(style.backgroundImage.match(/rgba?\([^)]*\)/)[0]), [255, 255, 255]);
    const own = numbers(style.backgroundColor);
    return own[3] === undefined || own[3] === 1 ? own : over(own, ground(node.parentElement));
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => (Math.max(light(one), light(other)) + 0.05) / (Math.min(light(one), light(other)) + 0.05);
  const weak = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!/[\p{L}\p{N}]/u.test(text.data) || !node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (node.closest(":disabled, svg, noscript, [aria-busy=true], .emoji")) continue;
    const style = getComputedStyle(node);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const behind = ground(node);
    const found = ratio(over(numbers(style.color), behind), behind);
    if (found < needed) weak.add(`${found.toFixed(2)} ${node.tagName}.${node.className} ${text.data.slice(0, 20)}`);
  }
  return [...weak];
}
