import { expect, it } from 'vitest';
import { realReport } from '../fixtures/grown_report';
import { describePages, openPage } from './built_page';

interface Stop {
  name: string;
  outlined: boolean;
}

describePages('the keyboard', () => {
  it('skips to the results', async () => {
    const { page } = await openPage(realReport());
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement!.textContent)).toBe('Skip to the results');
    expect(await page.evaluate(() => document.activeElement!.getBoundingClientRect().left)).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement!.id)).toBe('main');
  });

  it('goes through filters, charts and tables in order, sees where it is, and comes out again', async () => {
    const { page } = await openPage(realReport());
    const stops: Stop[] = [];
    for (let step = 0; step < 200; ++step) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate((): Stop | null => {
        const element = document.activeElement as HTMLElement;
        if (element === document.body) return null;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const section = element.closest('section')?.id ?? element.closest('form')?.className ?? '';
        return {
          name: `${section} ${element.id || (element.dataset.key ?? element.textContent!.slice(0, 40))}`,
          outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        };
      });
      if (stop === null) break;
      stops.push(stop);
    }
    const names = stops.map((stop) => stop.name);
    const order = ['filters filter-model', 'filters filter-metric', 'cases Benchmark', 'cases open-0'];
    expect(
      order.map((name) => names.indexOf(name)).every((at, i, all) => at > (all[i - 1] ?? 0)),
      names.join('\n'),
    ).toBe(true);
    expect(names.some((name) => name.startsWith('provenance All records, JSON'))).toBe(true);
    expect(stops.length).toBeLessThan(200);
    expect(stops.filter((stop) => !stop.outlined)).toEqual([]);
  });

  it('sorts and opens, and keeps its place', async () => {
    const { page } = await openPage(realReport());
    await page.focus('#cases .sort[data-key="TTFT"]');
    await page.keyboard.press('Enter');
    expect(await page.getAttribute('#cases th[aria-sort]', 'aria-sort')).toBe('ascending');
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.key)).toBe('TTFT');
    await page.focus('#cases .expand');
    await page.keyboard.press('Space');
    expect(await page.locator('#cases .opened table').count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement!.getAttribute('aria-expanded'))).toBe('true');
  });
});
