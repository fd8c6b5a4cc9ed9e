// How wide text will be, where nothing can measure it. The reader's font is not known: this is as wide as DejaVu Sans,
// one of the widest, so that what is set beside text stays clear of it in narrower fonts, too.
import { setPlatformAPI } from 'echarts/core';

// Width of characters over the size of the font; the first that matches.
const WIDTHS: [characters: RegExp, width: number][] = [
  [/[ ijl.,:;'|!I]/, 0.32],
  [/[frt()[\]{}/\\"-]/, 0.4],
  [/[mwMW@%]/, 0.95],
  [/[A-Z+<>=~#&−×±]/, 0.75],
  [/[\u0020-\u02ff\u0370-\u07ff]/, 0.63],
];
const OTHER = 1; // of East Asia, symbols; too much for marks that stand on other characters

export function textWidth(text: string, fontSize: number): number {
  let sum = 0;
  for (const character of text) sum += WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? OTHER;
  return sum * fontSize;
}

const DEFAULT_PX = 12;

export function estimateTextWidths(): void {
  setPlatformAPI({
    measureText: (text, font) => ({ width: textWidth(text, Number(/([\d.]+)px/.exec(font ?? '')?.[1] ?? DEFAULT_PX)) }),
  });
}
