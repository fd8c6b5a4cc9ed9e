import { existsSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/data/document';
import { reportDocument } from '../fixtures/report_document.mjs';
import { sampleRun, type SampleCase } from '../fixtures/sample_run';
import { CHROMIUM, openPage, seeAll, startBrowser } from './built_page';

const real = JSON.parse(
  readFileSync(new URL('../fixtures/real_report.json', import.meta.url), 'utf8'),
) as ReportDocument;
const records = real.runs[0]!.cases.flatMap((entry) =>
  entry.records.map((record) => ({ ...real.runs[0]!.shared, ...entry.shared, ...record })),
);
const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const HOSTILE = '<img src=x onerror="document.title=\'owned\'">"\'\u0000\u202e';

const generation = (count: number): SampleCase[] =>
  Array.from({ length: count }, (_, i) => ({
    model: `model_${i % 5}`,
    benchmark: `model_${i % 5}/performance/generation`,
    parameters: { batch_size: 2 ** (i % 7), sequence_length: 128 * (1 + Math.floor(i / 7)) },
    metrics: {
      ttft: { value: 0.1 + i / 1000, low: 0.09, high: 0.2 + i / 1000, unit: 's' },
      decode_throughput: 50 + i,
      peak_memory: 2 ** 30 + i,
      mbu: 0.5,
    },
  }));
const reportOf = (cases: SampleCase[]) => reportDocument([sampleRun(cases)]);

const there = existsSync(CHROMIUM);
if (!there) console.warn(`skipped: no Chromium at ${CHROMIUM}; install it (scripts/setup), or name one in CHROMIUM`);

let browser: Browser;
beforeAll(async () => {
  if (there) browser = await startBrowser();
});
afterAll(() => browser?.close());

describe.skipIf(!there)('the page of a real run', () => {
  it('draws every chart, complains of nothing, asks nobody', async () => {
    const { page, complaints } = await openPage(browser, real);
    await seeAll(page);
    const [drawn, places] = await page.evaluate(() => [
      document.querySelectorAll('.chart svg').length,
      document.querySelectorAll('.chart').length,
    ]);
    expect(drawn).toBe(places);
    expect(places).toBeGreaterThan(5);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const)('has no violation of WCAG 2.2 AA: %s, %d wide', async (colorScheme, width) => {
    const { page } = await openPage(browser, real, '', { colorScheme, viewport: { width, height: 900 } });
    await page.click('#cases .expand');
    await seeAll(page);
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const run = (
        globalThis as unknown as {
          axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        }
      ).axe.run;
      return (await run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations.map(
        (found) => `${found.id}: ${found.nodes[0]!.html.slice(0, 120)}`,
      );
    });
    expect(violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  it('filters, and opens again as its address says', async () => {
    const { page } = await openPage(browser, real);
    await page.selectOption('#filter-model', 'qwen3_0_6b');
    await page.selectOption('#filter-metric', 'ttft');
    await page.waitForFunction(() => document.querySelector('#filter-result')!.textContent!.startsWith('2 cases of 3'));
    const shown = await page.locator('#cases tbody tr').allTextContents();
    const again = await openPage(browser, real, `#${page.url().split('#')[1]}`);
    expect(await again.page.locator('#cases tbody tr').allTextContents()).toEqual(shown);
    const values = records
      .filter((record) => record.metric === 'ttft' && record.model === 'qwen3_0_6b')
      .map((record) => record.value as number);
    for (const value of values)
      expect(shown.join(' ')).toContain(
        value >= 1 ? `${Number(value.toPrecision(4))} s` : `${Number((value * 1e3).toPrecision(4))} ms`,
      );
  });

  it('hands out its records as they are in results.json', async () => {
    const { page } = await openPage(browser, real);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=All records, JSON')]);
    const got = JSON.parse(readFileSync(await download.path(), 'utf8')) as unknown[];
    expect(got).toEqual(records);
  });

  it('works by keyboard: skip link, sorting, opening a case', async () => {
    const { page } = await openPage(browser, real);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement!.textContent)).toBe('Skip to the results');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement!.id)).toBe('main');
    await page.focus('#cases .sort[data-key="TTFT"]');
    await page.keyboard.press('Enter');
    expect(await page.getAttribute('#cases th[aria-sort]', 'aria-sort')).toBe('ascending');
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.key)).toBe('TTFT');
    await page.focus('#cases .expand');
    await page.keyboard.press('Space');
    expect(await page.locator('#cases .opened table').count()).toBe(1);
  });

  it('draws everything for paper', async () => {
    const { page } = await openPage(browser, real);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(
      await page.evaluate(
        () => document.querySelectorAll('.chart').length - document.querySelectorAll('.chart svg').length,
      ),
    ).toBe(0);
  });
});

describe.skipIf(!there)('pages of other runs', () => {
  it('1,000 cases cost little more at the start than ten', async () => {
    const firstChart = async (count: number) => {
      const begin = Date.now();
      const { page, complaints } = await openPage(browser, reportOf(generation(count)));
      await page.waitForSelector('.chart svg');
      const spent = Date.now() - begin;
      expect(complaints).toEqual([]);
      return spent;
    };
    await firstChart(10); // the browser's own start
    const few = await firstChart(10);
    const many = await firstChart(1000);
    console.log(`first chart: 10 cases after ${few} ms, 1,000 after ${many} ms`);
    expect(many).toBeLessThan(10 * few);
  });

  it('5,000 cases: filtered and paged', async () => {
    const { page } = await openPage(browser, reportOf(generation(5000)));
    await page.selectOption('#filter-model', 'model_3');
    await page.waitForFunction(() =>
      document.querySelector('#filter-result')!.textContent!.startsWith('1,000 cases of 5,000'),
    );
    expect(await page.locator('#cases tbody tr').count()).toBe(50);
  });

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
    const { page, complaints } = await openPage(browser, reportOf(cases));
    await seeAll(page);
    expect(await page.textContent('body')).toContain(said);
    expect(complaints).toEqual([]);
  });

  it('hostile text stays text', async () => {
    const text = HOSTILE + 'x'.repeat(10_000);
    const { page, complaints } = await openPage(
      browser,
      reportOf(
        [1, 2].map((n) => ({
          benchmark: text,
          model: text,
          parameters: { [text]: text, sequence_length: n },
          status: 'failed',
          reason: text,
          metrics: { ttft: n },
        })),
      ),
    );
    await seeAll(page);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Inference-PIO Bench: report');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });

  it('damaged data are said to be damaged', async () => {
    const { page } = await openPage(browser, 'AAAA');
    expect(await page.textContent('[role=alert]')).toContain('cannot be unpacked');
    expect(await page.getAttribute('html', 'data-ready')).toBe('false');
  });
});
