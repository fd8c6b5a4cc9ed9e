import { expect, it } from 'vitest';
import type { ReportDocument } from '../../src/data/document';
import { realReport } from '../fixtures/grown_report';
import { reportDocument } from '../fixtures/report_document.mjs';
import { historyPoint, longHistory } from '../fixtures/sample_history';
import { sampleRun, type SampleCase } from '../fixtures/sample_run';
import { describePages, openPage, overhang, seeAll } from './built_page';

const MARKUP = '<img src=x onerror="owned=1"><script>owned=1</script><svg onload=owned=1>';
const HOSTILE: [string, string][] = [
  ['markup', `</script></title></style>${MARKUP}`],
  ['quotes', `"'\`\\"><b onclick='owned=1' x="&quot;&lt;i&gt;`],
  ['NUL and other control characters', `a\u0000b\u0007c\u001bd\u2028e${MARKUP}`],
  ['right to left', `\u202e\u05d0\u05d1\u05d2 abc ${MARKUP}`],
  ['10,000 characters', `${MARKUP}${'x'.repeat(10_000)}`],
  ['10,000 characters of joints', '/[,a'.repeat(2500)],
];

// The text wherever a document has text.
function hostileReport(text: string): ReportDocument {
  const cases = [1, 2, 3].map((n): SampleCase => ({
    benchmark: `${text}/performance/generation`,
    model: n === 3 ? 'm' : text,
    parameters: { [text]: text, sequence_length: 128 * n, weight_type: `${text}${n}` },
    status: n === 2 ? 'failed' : 'ok',
    reason: text,
    metrics: { ttft: n, [text.replaceAll(' ', '')]: { value: n, low: 0, high: 4, unit: text }, peak_memory: 2 ** 30 },
  }));
  const run = sampleRun(cases, {
    id: text,
    command: text,
    warnings: [text],
    exemplars: [{ case: `${text}/performance/generation`, spans: [], token_gaps_s: [[0.1, 0.2]] }],
  });
  const { comparison } = realReport();
  const rows = comparison!.rows.map((row) => ({ ...row, case: text, metric: text, benchmark: text, reason: text }));
  const point = {
    ...historyPoint(text, 1, 2),
    timestamp: text,
    commit: text,
    branch: text,
    engine: text,
    status: text,
  };
  const history = longHistory({ case: text, metric: text, unit: text });
  const steps = [{ index: 1, ratio: 2, p_value: 0, accepted: text }];
  return reportDocument([run], { ...comparison!, rows }, [
    { ...history, points: [point, point], steps },
  ]) as ReportDocument;
}

describePages('hostile text', () => {
  it.each(HOSTILE)('%s: stays text', async (_, text) => {
    const { page, complaints } = await openPage(hostileReport(text), '', { viewport: { width: 1280, height: 900 } });
    await page.click('#cases .expand');
    for (const more of await page.locator('details.more > summary').all()) await more.click();
    await seeAll(page);
    expect(await page.locator('img, b, i, iframe, object, [onerror], [onload], [onclick]').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.evaluate(() => 'owned' in globalThis)).toBe(false);
    expect(await page.title()).toBe('Inference-PIO Bench: report');
    if (text.includes(MARKUP)) expect(await page.textContent('main')).toContain('<img src=x onerror="owned=1">');
    expect(await page.locator('.chart svg').count()).toBe(await page.locator('.chart').count());
    expect(await overhang(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });

  it('in the address does nothing', async () => {
    const { page, complaints } = await openPage(
      realReport(),
      `#model=${encodeURIComponent(MARKUP)}&theme=${MARKUP}&page=-1`,
    );
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describePages('runs with little inside', () => {
  it.each([
    ['one case', [{ metrics: { ttft: 0.1 } }], '100 ms'],
    [
      'failed and skipped cases only',
      [
        { parameters: { n: 1 }, status: 'failed', reason: 'the worker died', metrics: { ttft: null } },
        { parameters: { n: 2 }, status: 'skipped', reason: 'no weights here', metrics: { ttft: null } },
      ],
      'no weights here',
    ],
    ['no case', [], 'nothing was measured'],
  ] as [string, SampleCase[], string][])('%s', async (_, cases, said) => {
    const { page, complaints } = await openPage(reportDocument([sampleRun(cases)]));
    await seeAll(page);
    expect(await page.textContent('body')).toContain(said);
    expect(complaints).toEqual([]);
  });

  it('damaged data are said to be damaged', async () => {
    const { page } = await openPage('AAAA');
    expect(await page.textContent('[role=alert]')).toContain('cannot be unpacked');
    expect(await page.getAttribute('html', 'data-ready')).toBe('false');
  });
});
