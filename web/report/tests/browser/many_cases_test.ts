// What a large run costs: size of the file, first picture, answers to filters. Times are compared with those of a small
// run on the same machine in the same minute; in seconds there is only a bound that a broken page would break.
import { expect, it } from 'vitest';
import type { ReportDocument } from '../../src/data/document';
import { AS_IN_LARGE_RUNS, grownReport, withMostSamples } from '../fixtures/grown_report';
import { describePages, filledPage, openPage } from './built_page';

const MOST_BYTES = 3_000_000;
const MOST_SAMPLES = 100_000;
const MOST_RATIO = 6; // first chart, 1,000 cases over 10 cases
const MOST_SECONDS = 10;

// Seconds from the start of the navigation to the first drawn chart, the least of three.
async function firstChart(report: ReportDocument): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 3; ++turn) {
    const { page, complaints } = await openPage(report, '', {}, async (page) => {
      await page.addInitScript(() => {
        const look = () => {
          if (document.querySelector('.chart svg path'))
            (window as unknown as { drawn: number }).drawn = performance.now();
          else requestAnimationFrame(look);
        };
        look();
      });
    });
    const drawn = await page.waitForFunction(() => (window as unknown as { drawn?: number }).drawn);
    times.push(((await drawn.jsonValue()) as number) / 1000);
    expect(complaints).toEqual([]);
    await page.context().close();
  }
  return Math.min(...times);
}

describePages('many cases', () => {
  it('1,000 cases with as many records as in large stored runs: a page below 3 MB', () => {
    const bytes = Buffer.byteLength(filledPage(grownReport(1000, AS_IN_LARGE_RUNS)));
    console.log(`page of 1,000 cases, 17 records each: ${(bytes / 1e6).toFixed(2)} MB`);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  // Numbers of 17 digits do not shrink: the program leaves samples out where they are more (report_session.hpp).
  it('1,000 cases of generation, 28 records each, with as many samples as a page may hold: below 3 MB', () => {
    const report = withMostSamples(grownReport(1000), MOST_SAMPLES);
    const bytes = Buffer.byteLength(filledPage(report));
    console.log(`page of 1,000 cases, 28 records each: ${(bytes / 1e6).toFixed(2)} MB`);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it('1,000 cases: the first chart comes nearly as soon as with 10', async () => {
    const few = await firstChart(grownReport(10));
    const many = await firstChart(grownReport(1000));
    console.log(`first chart: 10 cases ${few.toFixed(3)} s, 1,000 cases ${many.toFixed(3)} s`);
    expect(many / few).toBeLessThan(MOST_RATIO);
    expect(many).toBeLessThan(MOST_SECONDS);
  });

  it('5,000 cases: filters, pages and sorting answer', async () => {
    const { page, complaints } = await openPage(grownReport(5000));
    const answered = async (act: () => Promise<unknown>, text: string) => {
      const begin = performance.now();
      await act();
      await page.waitForFunction(
        (start) => document.querySelector('#filter-result')!.textContent!.startsWith(start),
        text,
      );
      return (performance.now() - begin) / 1000;
    };
    const chosen = await answered(() => page.selectOption('#filter-model', 'gemma3_270m'), '1,667 cases of 5,000');
    const typed = await answered(() => page.fill('#filter-text', 'batch_size=8,'), '208 cases of 5,000');
    console.log(`5,000 cases: a model chosen in ${chosen.toFixed(2)} s, a text typed in ${typed.toFixed(2)} s`);
    expect(Math.max(chosen, typed)).toBeLessThan(MOST_SECONDS);
    expect(await page.locator('#cases tbody tr').count()).toBe(50);
    await page.click('#cases .pager [data-key=last]');
    expect(await page.locator('#cases tbody tr').count()).toBe(8);
    await page.click('#cases .sort[data-key="TTFT"]');
    expect(await page.getAttribute('#cases th[aria-sort]', 'aria-sort')).toBe('ascending');
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(20_000);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(40_000);
    expect(complaints).toEqual([]);
  });
});
