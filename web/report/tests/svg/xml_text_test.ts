import { JSDOM } from 'jsdom';
import { expect, it } from 'vitest';
import { allowedInXml, xmlText } from '../../svg/xml_text';

const parsed = (text: string): string | null => {
  const { DOMParser } = new JSDOM('').window;
  return new DOMParser().parseFromString(`<t a="${text}">${text}</t>`, 'application/xml').documentElement.textContent;
};

it('escapes what would be markup', () => {
  const text = `</t><!--<![CDATA[ & &amp; "quotes" 'too' ]]>`;
  expect(parsed(xmlText(text))).toBe(text);
});

it.each(['\u0000', '\u0008', '\u000b', '\u001b', '\ud800', '\udc00', '\ufffe', '\uffff'])(
  'leaves out what XML forbids: %j',
  (character) => {
    expect(allowedInXml(`a${character}b`)).toBe('ab');
    expect(parsed(xmlText(`a${character}b`))).toBe('ab');
  },
);

it.each(['\t', '\n', '\u0085', '\u05d0\u202e', '\u{1f600}', '日本'])('keeps what XML allows: %j', (text) =>
  expect(parsed(xmlText(text))).toBe(text),
);
