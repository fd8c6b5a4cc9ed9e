// Elements, made by hand: text from records only ever becomes a text node, never markup.

type Child = Node | string | null | false;
type Attributes = Record<string, string | number | boolean | null>;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== null && child !== false) element.append(child);
  return element;
}

// Control characters as their pictures, so that a reader sees that they are there.
export function visibleText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (character) =>
    character === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + character.charCodeAt(0)),
  );
}

// Names such as "qwen3_0_6b/performance/generation[batch_size=1,threads=2]" break after their joints, not inside of words.
export function breakable(text: string): Node[] {
  return text
    .split(/(?<=[/[,])(?=[a-z_])/)
    .flatMap((part, index) => [...(index > 0 ? [document.createElement('wbr')] : []), document.createTextNode(part)]);
}

const LONGEST = 400;

export function shortText(text: string, longest = LONGEST): string {
  const visible = visibleText(text);
  return visible.length <= longest ? visible : `${visible.slice(0, longest)}…`;
}

// Text of a record: isolated, so that right-to-left text turns round nothing but itself; cut where it is very long.
export function dataText(text: string, longest = LONGEST): HTMLElement {
  return wholeText(text, longest, [shortText(text, longest)]);
}

// The same for text that names cases: it breaks at their joints.
export function nameText(text: string, longest = LONGEST): HTMLElement {
  return wholeText(text, longest, breakable(shortText(text, longest)));
}

function wholeText(text: string, longest: number, shown: Child[]): HTMLElement {
  const inner = make('bdi', {}, ...shown);
  if (visibleText(text).length <= longest) return inner;
  return make(
    'span',
    {},
    inner,
    make(
      'details',
      { class: 'whole-text' },
      make('summary', {}, `All ${text.length.toLocaleString('en-US')} characters`),
      make('bdi', {}, visibleText(text)),
    ),
  );
}

export function button(label: string, action: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = make('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', action);
  return element;
}

// A section with its heading, which names it for assistive technology.
export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  return make(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    make('h2', { id: `${id}-title` }, title),
    ...children,
  );
}
