// What a comparison found: its sides, findings, effects, and what could not be compared.
import type { ReportChart } from '../charts/chart_list';
import type { Comparison } from '../data/document';
import { sideText, unlikeTable, type ComparisonModel } from '../models/comparison';
import { chartView } from './chart_view';
import { dataText, make, section } from './dom';
import { tableView } from './table_view';

function paragraph(text: string): HTMLElement {
  return make('p', {}, dataText(text));
}

export function comparisonView(comparison: Comparison, model: ComparisonModel, chart: ReportChart | null): HTMLElement {
  const findings = comparison.findings
    .slice(0, 50)
    .map((finding) =>
      make('li', {}, dataText(`${finding.verdict}: ${finding.headline}${finding.cause ? ` (${finding.cause})` : ''}`)),
    );
  return section(
    'comparison',
    'What changed',
    paragraph(`Baseline: ${sideText(comparison.baseline)}. Candidate: ${sideText(comparison.candidate)}.`),
    comparison.decision && paragraph(`Decision: ${comparison.decision.outcome}, ${comparison.decision.reason}.`),
    !!comparison.control &&
      paragraph(`Control, the baseline against itself: ${String(comparison.control.reason ?? '')}.`),
    findings.length > 0 && make('ul', {}, ...findings),
    chart && chartView({ ...chart, table: null }),
    make('h3', {}, 'Every comparison'),
    tableView(model.table, {
      hideCaption: true,
      pageRows: 10,
      expandLabel: 'Reason of',
      expand: (row) => make('div', {}, ...model.details[row]!.map(paragraph)),
    }),
    comparison.unlike.length > 0 && make('h3', {}, 'Not compared'),
    comparison.unlike.length > 0 && tableView(unlikeTable(comparison), { hideCaption: true, pageRows: 10 }),
  );
}
