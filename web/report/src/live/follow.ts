// Asks the server of a run that goes on for news, one question at a time: the server holds each answer until there is
// some. Knows nothing of the page; the page tells it what to do with an answer.
import { checkReport } from '../data/decode';
import type { ReportDocument } from '../data/document';

export interface Listener {
  news: (report: ReportDocument) => void;
  noNews: () => void;
  lost: (nextTry_s: number) => void; // no answer, or one that is none
  gaveUp: () => void;
}

export type Ask = (address: string, init: RequestInit) => Promise<Response>;

export const MOST_TRIES = 10; // after the first failure
const LONGEST_WAIT_S = 30;
const LONGEST_ANSWER_S = 60; // the server holds an answer for 25 s
const BETWEEN_QUESTIONS_S = 1; // a page that is drawn more often is no easier to read

const sleep = (seconds: number): Promise<void> => new Promise((done) => setTimeout(done, seconds * 1000));

async function askOnce(version: number, ask: Ask): Promise<ReportDocument | 'no news' | 'lost'> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LONGEST_ANSWER_S * 1000);
  try {
    const answer = await ask(`report.json?after=${version}`, { cache: 'no-store', signal: stop.signal });
    if (answer.status === 204) return 'no news';
    if (answer.status !== 200) return 'lost';
    const report = checkReport(await answer.json());
    return report.live !== null && report.live.version === version ? 'no news' : report;
  } catch {
    return 'lost';
  } finally {
    clearTimeout(timer);
  }
}

// Ends when the run has ended, or when the server has not answered for too long.
export async function follow(
  version: number,
  listener: Listener,
  ask: Ask = (address, init) => fetch(address, init),
): Promise<void> {
  let failures = 0;
  for (;;) {
    const answer = await askOnce(version, ask);
    if (answer === 'lost') {
      if (++failures > MOST_TRIES) return listener.gaveUp();
      const wait = Math.min(LONGEST_WAIT_S, 2 ** (failures - 1));
      listener.lost(wait);
      await sleep(wait);
      continue;
    }
    failures = 0;
    if (answer === 'no news') listener.noNews();
    else {
      listener.news(answer);
      if (answer.live?.state !== 'measuring') return;
      version = answer.live.version;
    }
    await sleep(BETWEEN_QUESTIONS_S);
  }
}
