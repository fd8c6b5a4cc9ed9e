import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { reportDocument } from '../fixtures/report_document.mjs';
import { realReport, twoRuns } from '../fixtures/grown_report';
import { sampleRun } from '../fixtures/sample_run';
import { describePages, openPage, overhang, seeAll } from './built_page';

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface Axe {
  run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async (runOnly) => {
    const { run } = (globalThis as unknown as { axe: Axe }).axe;
    return (await run({ runOnly })).violations.map((found) => `${found.id}: ${found.nodes[0]!.html.slice(0, 120)}`);
  }, WCAG);
}

const troubled = () =>
  reportDocument([
    sampleRun([
      { parameters: { n: 1 }, status: 'failed', reason: 'the worker died', metrics: { ttft: null } },
      { parameters: { n: 2 }, status: 'skipped', reason: 'no weights here', metrics: { ttft: null } },
      { parameters: { n: 3 }, status: 'unstable', reason: 'too much noise', metrics: { ttft: 0.2 } },
    ]),
  ]);

const LOOKS = (['light', 'dark'] as const).flatMap((scheme) => [1280, 360].map((width) => [scheme, width] as const));

describePages('WCAG 2.2 AA', () => {
  it.each(
    LOOKS.flatMap(([scheme, width]) =>
      [['a real run', realReport] as const, ['two runs', twoRuns] as const, ['failed cases', troubled] as const].map(
        ([name, document]) => ({ name, document, scheme, width }),
      ),
    ),
  )('$name, $scheme, $width px', async ({ document, scheme, width }) => {
    const { page } = await openPage(document(), '', { colorScheme: scheme, viewport: { width, height: 900 } });
    await page.click('#cases .expand');
    for (const more of await page.locator('details.more > summary').all()) await more.click();
    await seeAll(page);
    expect(await violations(page)).toEqual([]);
    expect(await overhang(page)).toBeLessThanOrEqual(0);
  });
});
