// What ECharts writes into an SVG document for a page that goes on with it, taken out: a file needs none of it.
// Text of records cannot be hit: the quotes and angle brackets that these look for stand in it as entities.

const HOVER_STYLES = /<style [^>]*><!\[CDATA\[[^]*?\]\]>\s*<\/style>\n?/g;
const PAGE_ATTRIBUTES = / (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g;
// Numbered through the life of the process; by the file's name they stay the same whatever else is drawn.
const IDS = /( id="|="url\(#)zr\d+-/g;

export function plainDrawing(svg: string, name: string): string {
  return svg
    .replace(HOVER_STYLES, '')
    .replace(PAGE_ATTRIBUTES, '')
    .replace(IDS, (_, before: string) => `${before}${name}-`);
}
