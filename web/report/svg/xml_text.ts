// Text of records in XML. What stands in a record may be anything.

// XML 1.0, production Char: all else is not well-formed, however it is escaped. Halves of surrogate pairs are among it.
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

export function allowedInXml(text: string): string {
  return text.replace(FORBIDDEN, '');
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function xmlText(text: string): string {
  return allowedInXml(text).replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}
