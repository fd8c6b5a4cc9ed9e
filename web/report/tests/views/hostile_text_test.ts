// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest';
import { casesOf } from '../../src/data/record';
import { metricsTable } from '../../src/models/case_table';
import { namedValues } from '../../src/models/profile';
import { sampleRun } from '../fixtures/sample_run';

const HOSTILE = [
  '<img src=x onerror="document.title=1">',
  '"\'`</script><script>alert(1)</script>',
  'a\u0000b\u001b[31m',
  '\u202eright to left',
  'x'.repeat(10_000),
  '=cmd()',
  '${alert(1)}',
];

describe('text of records', () => {
  let views: {
    dataText: (text: string) => HTMLElement;
    tableView: typeof import('../../src/views/table_view').tableView;
  };
  beforeAll(async () => {
    views = { ...(await import('../../src/views/dom')), ...(await import('../../src/views/table_view')) };
  });

  it.each(HOSTILE)('is shown as text: %.30s', (text) => {
    const element = views.dataText(text);
    expect(element.querySelector('img, script')).toBeNull();
    const whole = [...element.querySelectorAll('bdi'), element].map((entry) => entry.textContent).join('');
    expect(whole).toContain(text.replace('\u0000', '␀').replace('\u001b', '␛'));
  });

  it('makes no markup in tables, wherever it stands', () => {
    for (const text of HOSTILE) {
      const run = sampleRun([
        {
          benchmark: text,
          model: text,
          parameters: { [text]: text },
          status: text,
          reason: text,
          metrics: { [text]: 1 },
        },
      ]);
      const [entry] = casesOf(run);
      for (const table of [metricsTable(entry!), namedValues(text, { [text]: text })]) {
        const view = views.tableView(table, { expand: () => document.createElement('p'), expandLabel: text });
        expect(view.querySelector('img, script, [onerror]')).toBeNull();
        expect(view.querySelectorAll('tbody tr').length).toBe(1);
      }
    }
  });
});
