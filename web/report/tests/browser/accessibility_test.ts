import { expect, it } from 'vitest';
import { reportDocument } from '../fixtures/report_document.mjs';
import { fullReport } from '../fixtures/full_report';
import { realReport } from '../fixtures/grown_report';
import { sampleRun } from '../fixtures/sample_run';
import { violations } from './axe';
import { describePages, openPage, overhang, seeAll } from './built_page';

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
      [
        ['a real run', realReport] as const,
        ['a full report', fullReport] as const,
        ['failed cases', troubled] as const,
      ].map(([name, document]) => ({ name, document, scheme, width })),
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
