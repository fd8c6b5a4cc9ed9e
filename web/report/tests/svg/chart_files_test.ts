import { describe, expect, it } from 'vitest';
import { chartFiles } from '../../svg/chart_files';
import { LIGHT } from '../../src/charts/palette';
import { realReport, twoRuns } from '../fixtures/grown_report';
import { reportDocument } from '../fixtures/report_document.mjs';
import { sampleRun } from '../fixtures/sample_run';
import { fullReport } from './drawn_report';
import { notDrawing, readSvg } from './read_svg';

const names = (report: Parameters<typeof chartFiles>[0]): string[] => chartFiles(report).map((file) => file.name);
const said = (root: Element, tag: string): string => root.querySelector(`:scope > ${tag}`)?.textContent ?? '';

const plain = chartFiles(fullReport());

describe('the files of a report', () => {
  it('are those of the charts that the page shows, of the last run', () => {
    expect(names(twoRuns())).toEqual([
      'comparison.svg',
      'ttft-sequence_length-qwen3_0_6b.svg',
      'peak_memory-sequence_length-qwen3_0_6b.svg',
      'memory.svg',
      'ttft-parts.svg',
      'itl.svg',
      'roofline.svg',
    ]);
    const runs = [...realReport().runs, sampleRun([])];
    expect(names({ ...realReport(), comparison: null, runs })).toEqual([]);
  });

  it('are of every kind that there is', () => {
    const kinds = plain.map(({ name }) => /^[a-z_]+/.exec(name)![0]);
    expect([...new Set(kinds)].sort()).toEqual(
      'comparison decode_throughput history itl memory pareto peak_memory prefill_throughput roofline strip ttft'.split(
        ' ',
      ),
    );
  });

  it('are none where there is nothing to draw', () =>
    expect(chartFiles(reportDocument([sampleRun([{ metrics: { latency: 1 } }])]))).toEqual([]));

  it('are the same a second time', () => expect(chartFiles(fullReport())).toEqual(plain));
});

describe('a file', () => {
  const byName = new Map(plain.map((file) => [file.name, readSvg(file.text)]));

  it.each(plain.map((file) => file.name))('%s is a drawing alone, on white, as large as in the page', (name) => {
    const root = byName.get(name)!;
    expect(notDrawing(root)).toEqual([]);
    expect(root.getAttribute('width')).toBe('760');
    expect(Number(root.getAttribute('height'))).toBeGreaterThanOrEqual(136);
    expect(root.getAttribute('viewBox')).toBe(`0 0 760 ${root.getAttribute('height')}`);
    const ground = root.querySelector(':scope > rect')!;
    expect([ground.getAttribute('width'), ground.getAttribute('fill')]).toEqual(['760', LIGHT.ground]);
    expect(root.querySelectorAll('text').length).toBeGreaterThan(2);
    expect(said(root, 'title')).not.toBe('');
    expect(said(root, 'desc')).not.toBe('');
    expect(root.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('says what the page says above and below the chart', () => {
    const root = byName.get('ttft-sequence_length-gemma3_270m.svg')!;
    expect(said(root, 'title')).toBe('TTFT against sequence length: gemma3_270m');
    expect(said(root, 'desc')).toContain('batch size 1, threads 2: 32 ms at 128, 128 ms at 512.');
  });

  it('draws a mark for each value', () => {
    const marks = [...byName.get('strip-0.svg')!.querySelectorAll('path')].map((path) => path.getAttribute('fill'));
    expect(marks.filter((fill) => fill === LIGHT.series[0])).toHaveLength(39);
    expect(marks.filter((fill) => fill === LIGHT.verdict.regressed)).toHaveLength(2); // the stall, and its diamond
  });
});

const HOSTILE: [string, string][] = [
  ['markup', `</text></svg><img src=x onerror="owned=1"><script>owned=1</script><!--<![CDATA[ ]]> &amp; &#0; ]]>`],
  [
    'what the tidying of a drawing looks for',
    ` class="x" ecmeta_y="z"<style ><![CDATA[a]]></style> id="zr1-c0 url(#zr1-c0)`,
  ],
  ['quotes', `"'\`\\" x="&quot;`],
  ['what XML forbids', 'a\u0000b\u0008\u000b\u001b[31m\ud800c\udc00\ufffe\uffff'],
  ['right to left', '\u202e\u05d0\u05d1\u05d2 \u2067abc'],
  ['10,000 characters', 'x'.repeat(10_000)],
  ['templates and rich text', '{b}{c|x}{a} ${alert(1)} %s'],
];

describe('text of records', () => {
  it.each(HOSTILE)('%s: stays text', (_, text) => {
    const files = chartFiles(fullReport((name) => `${name}${text}`));
    expect(files).toHaveLength(plain.length);
    expect(new Set(files.map((file) => file.name.toLowerCase())).size).toBe(files.length);
    const roots = files.map((file) => readSvg(file.text));
    for (const [index, root] of roots.entries()) {
      expect(files[index]!.name).toMatch(/^[A-Za-z0-9._-]{1,90}\.svg$/);
      expect(notDrawing(root)).toEqual([]);
    }
    const allowed = text.replace(/[\u0000-\u001f\ud800\udc00\ufffe\uffff]/g, '');
    const titles = roots.map((root) => said(root, 'title')).join('\n');
    expect(titles).toContain(`against sequence length: qwen3_0_6b${allowed}`);
  });

  it.each(['constructor', '__proto__', 'toString', ''])(
    'may be what every object inherits, or nothing: "%s"',
    (text) => {
      for (const file of chartFiles(fullReport(() => text))) {
        expect(notDrawing(readSvg(file.text))).toEqual([]);
        expect(file.text).not.toMatch(/NaN|Infinity|undefined|native code/);
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  it('is drawn as it is where there is room', () => {
    const files = chartFiles(fullReport((name) => `${name} <b>&amp;"'`));
    const pareto = files.find((file) => file.name.startsWith('pareto-checkpoint_size-decode'))!;
    const drawn = [...readSvg(pareto.text).querySelectorAll('text')].map((text) => text.textContent);
    expect(drawn).toContain(`q8_0 <b>&amp;"'`);
  });
});
