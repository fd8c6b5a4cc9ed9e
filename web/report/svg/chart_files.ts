// The charts of a report's last run, each as an SVG document. Without a DOM and without files.
import { chartList, chartsOf, type ReportChart } from '../src/charts/chart_list';
import { FILE_PX } from '../src/charts/common_option';
import { startFileChart } from '../src/charts/echarts';
import { LIGHT } from '../src/charts/palette';
import type { ReportDocument } from '../src/data/document';
import { casesOf } from '../src/data/record';
import { filterCases } from '../src/state/filter';
import { EMPTY_STATE } from '../src/state/view_state';
import { plainDrawing } from './plain_drawing';
import { safeNames } from './safe_names';
import { estimateTextWidths } from './text_width';
import { allowedInXml, xmlText } from './xml_text';

export interface ChartFile {
  name: string;
  text: string;
}

function draw(entry: ReportChart, name: string): string {
  const chart = startFileChart(FILE_PX, entry.height);
  try {
    chart.setOption({ ...entry.option(LIGHT), animation: false, backgroundColor: LIGHT.ground });
    const svg = plainDrawing(allowedInXml(chart.renderToSVGString()), name);
    const said = `<title>${xmlText(entry.title)}</title>\n<desc>${xmlText(entry.caption)}</desc>`;
    return `${svg.replace(/^<svg ([^>]*)>/, (_, attributes: string) => `<svg role="img" ${attributes}>\n${said}`)}\n`;
  } finally {
    chart.dispose();
  }
}

export function chartFiles(report: ReportDocument): ChartFile[] {
  const run = report.runs[report.runs.length - 1]!;
  const all = casesOf(run);
  const charts = chartsOf(chartList(report, run, all, filterCases(all, EMPTY_STATE), EMPTY_STATE));
  estimateTextWidths();
  const names = safeNames(charts.map((entry) => entry.id));
  return charts.map((entry, index) => ({ name: `${names[index]!}.svg`, text: draw(entry, names[index]!) }));
}
