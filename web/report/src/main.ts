// Reads the data element and draws the page, or says plainly why it cannot.
import './styles.css';
import './other_media.css';
import { decodeReport, UnreadableReport } from './data/decode';
import { LiveSession } from './live/live_session';
import { failureView } from './views/head_view';
import { Page } from './views/page';

async function start(): Promise<void> {
  const head = document.getElementById('head')!;
  const main = document.getElementById('main')!;
  try {
    const report = await decodeReport(document.getElementById('report-data')?.textContent ?? '');
    const page = new Page(report, head, main);
    if (report.live !== null && report.live.state !== 'stored') {
      const session = new LiveSession({ ...report, live: report.live }, page);
      main.before(session.line.root);
      session.start(report.runs[report.runs.length - 1]!.id);
    }
    document.documentElement.dataset.ready = 'true';
  } catch (error) {
    const known = error instanceof UnreadableReport;
    head.replaceChildren(
      ...failureView(
        known ? error.message : `The report could not be drawn: ${String(error)}.`,
        known ? error.remedy : 'Please report this with the file; the records stand in results.json of the run.',
      ),
    );
    main.replaceChildren();
    document.documentElement.dataset.ready = 'false';
    if (!known) console.error(error);
  }
}

void start();
