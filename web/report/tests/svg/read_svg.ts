// An SVG document as an XML parser reads it; malformed ones throw.
import { JSDOM } from 'jsdom';

const { DOMParser } = new JSDOM('').window;

export function readSvg(text: string): Element {
  // Throws nothing by itself: what is malformed becomes a document that says so.
  const root = new DOMParser().parseFromString(text, 'application/xml').documentElement;
  if (root.localName !== 'svg') throw new Error(`not an SVG document: ${root.textContent.slice(0, 200)}`);
  return root;
}

// Elements that a drawing is made of; nothing that runs, loads or links.
const DRAWING = new Set(['svg', 'title', 'desc', 'rect', 'path', 'text', 'g', 'defs', 'clipPath', 'pattern', 'circle']);

// What in the document is more than a drawing of its own: elements, event handlers, references out of it.
export function notDrawing(root: Element): string[] {
  return [root, ...root.querySelectorAll('*')].flatMap((element) => [
    ...(DRAWING.has(element.localName) ? [] : [`<${element.localName}>`]),
    ...[...element.attributes]
      .filter(
        ({ name, value }) =>
          /^on|href$|^src$/i.test(name) ||
          (/url\(|:\/\//.test(value) && !/^xmlns/.test(name) && !ownReference(root, value)),
      )
      .map(({ name, value }) => `${name}="${value.slice(0, 80)}"`),
  ]);
}

function ownReference(root: Element, value: string): boolean {
  const id = /^url\(#([^)]+)\)$/.exec(value)?.[1];
  return id !== undefined && [...root.querySelectorAll('[id]')].some((element) => element.id === id);
}
