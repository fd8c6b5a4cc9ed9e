// Reads the data element and draws the page, or says plainly why it cannot.
import './styles.css';
import './other_media.css';
import { decodeReport, UnreadableReport } from './data/decode';
import { failureView } from './views/head_view';
import { Page } from './views/page';

async function start(): Promise<void> {
  const head = document.getElementById('head')!;
  const main = document.getElementById('main')!;
  try {
    const report = await decodeReport(document.getElementById('report-data')?.textContent ?? '');
    new Page(report, head, main);
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
