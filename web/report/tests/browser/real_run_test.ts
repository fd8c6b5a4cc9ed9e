import { expect, it } from 'vitest';
import { fullReport } from '../fixtures/full_report';
import { realReport, recordsOf, twoRuns } from '../fixtures/grown_report';
import { describePages, openPage, seeAll } from './built_page';

const UNITS: Record<string, number> = {
  s: 1,
  ms: 1e-3,
  µs: 1e-6,
  'tokens/s': 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  '%': 0.01,
};
const COLUMNS: Record<string, string> = {
  TTFT: 'ttft',
  'Decode throughput': 'decode_throughput',
  'Prefill throughput': 'prefill_throughput',
  'Peak memory': 'peak_memory',
  'MBU of decode': 'mbu',
};

describePages('the page of a real run', () => {
  it('draws every chart, complains of nothing, asks nobody', async () => {
    const { page, complaints } = await openPage(realReport());
    await seeAll(page);
    const places = await page.locator('.chart').count();
    expect(places).toBeGreaterThan(5);
    expect(await page.locator('.chart svg').count()).toBe(places);
    expect(await page.locator('.chart svg').evaluateAll((all) => all.every((svg) => svg.querySelector('path')))).toBe(
      true,
    );
    expect(complaints).toEqual([]);
  });

  it('shows the values of the records, converted', async () => {
    const { page } = await openPage(realReport());
    const titles = (await page.locator('#cases thead th').allTextContents()).slice(3);
    expect(titles).toEqual(Object.keys(COLUMNS));
    const run = realReport().runs[0]!;
    const cases = run.cases.filter((entry) => !entry.case.startsWith('core/'));
    const rows = page.locator('#cases tbody tr');
    expect(await rows.count()).toBe(cases.length);
    for (const [index, entry] of cases.entries()) {
      const texts = await rows.nth(index).locator('td.number').allTextContents();
      for (const [at, title] of titles.entries()) {
        const record = recordsOf({ ...run, cases: [entry] }).find((one) => one.metric === COLUMNS[title])!;
        const [, number, unit] = /^([\d.,]+) (.+)$/.exec(texts[at]!)!;
        const shown = Number(number!.replaceAll(',', '')) * UNITS[unit!]!;
        expect(Math.abs(shown / (record.value as number) - 1), `${entry.case} ${title}: ${texts[at]}`).toBeLessThan(
          6e-4,
        );
      }
    }
  });

  it('shows every metric of a case that is opened', async () => {
    const { page } = await openPage(realReport());
    await page.click('#cases .expand');
    expect(await page.locator('#cases .opened tbody tr').count()).toBe(realReport().runs[0]!.cases[0]!.records.length);
  });

  it('draws everything for paper, in the colours of paper, and says which rows are left out', async () => {
    const { page } = await openPage(realReport(), '', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('.chart svg').count()).toBe(await page.locator('.chart').count());
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    expect(await page.locator('.pager span').first().isVisible()).toBe(true);
    expect(await page.locator('.pager button').first().isVisible()).toBe(false);
  });
});

describePages('paper', () => {
  it('gets charts that fit it, finished at once; the screen gets its own back', async () => {
    const { page } = await openPage(realReport());
    const svgs = () => page.locator('.chart svg').evaluateAll((all) => all.map((svg) => svg.outerHTML));
    const widths = () =>
      page.locator('.chart svg').evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().width));
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const first = await svgs();
    await page.waitForTimeout(600);
    expect(await svgs()).toEqual(first);
    expect(Math.max(...(await widths()))).toBeLessThanOrEqual(718); // A4 less margins of 1 cm
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await widths()).toEqual(
      await page.locator('.chart').evaluateAll((all) => all.map((place) => place.getBoundingClientRect().width)),
    );
  });

  it('gets tables that fit it', async () => {
    const { page } = await openPage(fullReport(), '', { viewport: { width: 718, height: 1000 } });
    await page.emulateMedia({ media: 'print' });
    const widths = await page.locator('table').evaluateAll((all) => all.map((table) => table.scrollWidth));
    expect(Math.max(...widths)).toBeLessThanOrEqual(718);
    // Chromium repeats a heading on the next sheet only where no button is in it.
    expect(await page.locator('thead .sort:visible').count()).toBe(0);
    const label = await page
      .locator('#cases thead th')
      .first()
      .evaluate((th) => getComputedStyle(th, '::before').content);
    expect(label).toBe('"Benchmark"');
  });
});

describePages('the page of a full report', () => {
  it('draws histories and token strips, which follow the filters', async () => {
    const { page, complaints } = await openPage(fullReport());
    await seeAll(page);
    expect(await page.locator('#history .chart svg').count()).toBe(2);
    expect(await page.locator('#history figcaption').first().textContent()).toContain('+8.70 %, worse, not accepted');
    expect(await page.locator('#history .chart').first().textContent()).toContain('▼ +8.70 %, worse, not accepted');
    expect(await page.locator('#history .chart').last().textContent()).toContain('✓ +8.70 %, accepted');
    expect(await page.locator('#tokens [data-chart^=strip] svg').count()).toBe(3);
    expect(await page.textContent('#tokens [data-chart=strip-0] figcaption')).toContain('1 other of the sample');
    await page.selectOption('#filter-metric', 'ttft');
    await page.waitForFunction(() => document.querySelectorAll('#history .chart').length === 1);
    await page.selectOption('#filter-model', 'gemma3_270m');
    await page.waitForFunction(() => document.querySelector('#history') === null);
    expect(complaints).toEqual([]);
  });

  it('shows the whole reason of a comparison where its row is opened', async () => {
    const { page } = await openPage(fullReport());
    const row = page.locator('#comparison tbody tr').first();
    expect(await row.textContent()).not.toContain('duet');
    await row.locator('.expand').click();
    expect(await page.textContent('#comparison .opened')).toContain('a duet of the two builds shows smaller ones');
  });
});

describePages('the page of two runs with a comparison', () => {
  it('shows effects, verdicts and the runs side by side, and can show the other run', async () => {
    const { page, complaints } = await openPage(twoRuns());
    await seeAll(page);
    expect(await page.locator('#comparison .chart svg').count()).toBe(1);
    expect(await page.textContent('#comparison')).toContain('inconclusive');
    const last = await page.locator('#cases tbody tr').allTextContents();
    await page.selectOption('#filter-run', '20261124T143205Z-2c03db');
    await page.waitForFunction((text) => document.querySelector('#cases tbody tr')!.textContent !== text, last[0]!);
    expect(page.url()).toContain('run=20261124T143205Z-2c03db');
    expect(complaints).toEqual([]);
  });
});
