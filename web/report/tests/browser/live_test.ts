import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { liveReport } from '../fixtures/live_report';
import { violations } from './axe';
import { caseRows, describePages, openAddress, openPage, overhang, seeAll } from './built_page';
import { LiveServer } from './live_server';

let server: LiveServer;

async function served(cases: number, hash = '', options = {}) {
  server = new LiveServer(liveReport(1, cases));
  await server.start();
  const { page, complaints } = await openAddress(server.address, hash, options);
  // The page may ask its own server; what the browser itself says of a server that is gone is no fault of the page.
  const faults = () => complaints.filter((text) => !/^request: .*\/token\/|Failed to load resource/.test(text));
  return { page, faults };
}

const rowsShown = (page: Page, count: number) =>
  page.waitForFunction((rows) => {
    const body = document.querySelector('#cases tbody');
    return rows === [...(body?.children ?? [])].filter((row) => row.className !== 'opened').length;
  }, count);
const saidBy = (page: Page) => page.textContent('#live-status');
const says = (page: Page, text: string) =>
  page.waitForFunction((part) => document.querySelector('#live-status')!.textContent!.includes(part), text, {
    timeout: 20_000,
  });

describePages('a page of a run that goes on', () => {
  afterEach(() => server?.stop());

  it('grows from nothing to the end, and then asks no more', async () => {
    const { page, faults } = await served(0);
    expect(await page.textContent('#head')).toContain('Nothing is measured yet.');
    expect(await page.textContent('#cases')).toContain('Nothing is measured yet.');
    expect(await saidBy(page)).toMatch(
      /^Measuring: 0 visits done, at least 15 left, about 1 min left\. Now: gemma3_270m/,
    );
    for (const cases of [1, 2]) {
      server.publish(liveReport(1 + cases, cases));
      await rowsShown(page, cases);
    }
    expect(await page.textContent('.sentence')).toContain('2 cases of gemma3_270m and qwen3_0_6b measured so far');
    expect(await page.textContent('.sentence')).not.toContain('interrupted');
    await page.waitForTimeout(2500); // 204
    server.publish(liveReport(9, 8, { state: 'ended' }));
    await rowsShown(page, 3);
    await says(page, 'The run has ended');
    expect(await page.locator('.live button').isVisible()).toBe(false);
    const { asked } = server;
    await page.waitForTimeout(3000);
    expect(server.asked).toBe(asked);
    expect(await page.textContent('.sentence')).toContain('3 cases of gemma3_270m and qwen3_0_6b ran by');
    expect(faults()).toEqual([]);
  });

  it('says that its server is gone, goes on when it is back, and takes a 404 for no answer', async () => {
    const { page, faults } = await served(1);
    await server.stop();
    await says(page, "The run's server does not answer; the page shows what it had at");
    expect(await caseRows(page)).toHaveLength(1);
    await server.start();
    server.failing = 404;
    await page.waitForTimeout(500);
    server.failing = null;
    server.publish(liveReport(5, 2));
    await rowsShown(page, 2);
    await says(page, 'Measuring: 10 visits done');
    server.publish(liveReport(6, 2, { state: 'interrupted' }));
    await says(page, 'piobench run --resume 20261124T143544Z-34d202');
    expect(faults()).toEqual([]);
  });

  it('keeps what the reader chose, opened, wrote and looks at', async () => {
    const { page, faults } = await served(2, '#model=qwen3_0_6b&theme=dark');
    await seeAll(page);
    await page.fill('#filter-text', 'qwen');
    await page.waitForFunction(() => document.querySelector('#filter-result')!.textContent!.startsWith('1 case of 2'));
    await page.click('#cases .sort[data-key="TTFT"]');
    await page.click('#cases .expand');
    await page.click('#memory details.more > summary');
    await page.focus('#cases .opened .sort[data-key="Metric"]');
    await page.evaluate(() => document.querySelector('#cases')!.scrollIntoView());
    const top = () => page.evaluate(() => document.querySelector('#cases')!.getBoundingClientRect().top);
    const before = await top();
    server.publish(liveReport(2, 8));
    await rowsShown(page, 2);
    expect(Math.abs((await top()) - before)).toBeLessThan(2);
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.key)).toBe('Metric');
    expect(await page.evaluate(() => document.activeElement!.closest('.opened') !== null)).toBe(true);
    expect(await page.getAttribute('#cases th[aria-sort]', 'aria-sort')).toBe('ascending');
    expect(await page.locator('#memory details.more').evaluate((details) => details.hasAttribute('open'))).toBe(true);
    expect(await page.locator('#memory details.more table').count()).toBe(1);
    expect([await page.inputValue('#filter-model'), await page.inputValue('#filter-text')]).toEqual([
      'qwen3_0_6b',
      'qwen',
    ]);
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
    expect(await page.locator('#filter-axis-0').count()).toBe(1); // a new choice: the sequence length varies now
    expect(faults()).toEqual([]);
  });

  it('lets a reader go on writing, and holds still when it is asked to', async () => {
    const { page, faults } = await served(1);
    await page.focus('#filter-text');
    await page.keyboard.type('ge');
    server.publish(liveReport(2, 2));
    await page.waitForFunction(() => document.querySelector('#filter-result')!.textContent!.includes('of 2'));
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('x');
    expect(await page.inputValue('#filter-text')).toBe('gxe');
    await page.fill('#filter-text', '');
    await rowsShown(page, 2);
    await page.click('.live button');
    server.publish(liveReport(3, 8));
    await page.waitForTimeout(2500);
    expect(await caseRows(page)).toHaveLength(2);
    await page.click('.live button');
    await rowsShown(page, 3);
    expect(await page.evaluate(() => document.activeElement!.textContent)).toBe('Hold the page still');
    expect(faults()).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('breaks no rule of WCAG 2.2 AA: %s, %d px', async (colorScheme, width) => {
    const { page, faults } = await served(0, '', { colorScheme, viewport: { width, height: 900 } });
    expect(await violations(page)).toEqual([]);
    server.publish(liveReport(2, 3));
    await rowsShown(page, 3);
    await seeAll(page);
    expect(await violations(page)).toEqual([]);
    expect(await overhang(page)).toBeLessThanOrEqual(0);
    expect(faults()).toEqual([]);
  });
});

describePages('a page of a run that went on, in a file', () => {
  it('asks nobody, and says what it is', async () => {
    const { page, complaints } = await openPage(liveReport(1, 2));
    await page.waitForTimeout(1500);
    expect(await saidBy(page)).toContain('This page was saved while its run went on');
    expect(complaints).toEqual([]);
  });

  it('of a run that is stored, says nothing of it', async () => {
    const { page, complaints } = await openPage(liveReport(1, 3, { state: 'stored' }));
    expect(await page.locator('.live').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
