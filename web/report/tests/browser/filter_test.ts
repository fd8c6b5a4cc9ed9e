import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { realReport } from '../fixtures/grown_report';
import { caseRows, describePages, openPage } from './built_page';

const shown = (page: Page, text: string) =>
  page.waitForFunction((start) => document.querySelector('#filter-result')!.textContent!.startsWith(start), text);

// id of the field, the choice, what the address then says, and how many of the three cases are left
const CHOICES: [string, string, string, number][] = [
  ['model', 'gemma3_270m', 'model=gemma3_270m', 1],
  ['benchmark', 'qwen3_0_6b/performance/generation', 'benchmark=qwen3_0_6b%2Fperformance%2Fgeneration', 2],
  ['axis-0', '512', 'p.sequence_length=512', 1],
  ['metric', 'tpot', 'metric=tpot', 3],
];

describePages('the filters', () => {
  it.each(CHOICES)('%s: changes table and address, and stays after a reload', async (id, value, address, left) => {
    const { page, complaints } = await openPage(realReport());
    const before = await page.locator('#cases').textContent();
    await page.selectOption(`#filter-${id}`, value);
    await shown(page, `${left} case${left === 1 ? '' : 's'} of 3`);
    await page.waitForFunction((text) => document.querySelector('#cases')!.textContent !== text, before);
    const rows = await caseRows(page);
    expect(rows).toHaveLength(left);
    expect(new URL(page.url()).hash).toBe(`#${address}`);
    await page.reload();
    await page.waitForSelector('html[data-ready=true]');
    expect(await page.inputValue(`#filter-${id}`)).toBe(value);
    expect(await caseRows(page)).toEqual(rows);
    expect(complaints).toEqual([]);
  });

  it('together, with sorting and text; "Show all" takes them back', async () => {
    const { page } = await openPage(realReport(), '#model=qwen3_0_6b&sort=-TTFT');
    expect((await caseRows(page)).map((row) => /sequence length (\d+)/.exec(row)![1])).toEqual(['512', '128']);
    await page.fill('#filter-text', 'length=128');
    await shown(page, '1 case of 3');
    expect(page.url()).toContain('text=length%3D128');
    await page.click('.clear');
    await shown(page, '3 cases of 3');
    expect(new URL(page.url()).hash).toBe('');
  });

  it('that leave nothing say so', async () => {
    const { page, complaints } = await openPage(realReport(), '#model=no_such_model');
    expect(await page.textContent('#cases')).toContain('No case is left');
    expect(complaints).toEqual([]);
  });
});
