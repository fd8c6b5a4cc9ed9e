// A page of a run that goes on: follows the run's server, and has the page drawn anew when there is news.
import type { LiveStatus, ReportDocument } from '../data/document';
import { endText, gaveUpText, lostText, measuringText, SAVED_TEXT } from '../models/live_text';
import { LiveLine } from '../views/live_view';
import { follow } from './follow';

export interface LivePage {
  update: (report: ReportDocument) => void;
}

export class LiveSession {
  readonly line = new LiveLine((still) => this.hold(still));
  private still = false;
  private waiting: ReportDocument | null = null;
  private live: LiveStatus;
  private received = new Date();

  constructor(
    report: ReportDocument & { live: LiveStatus },
    private readonly page: LivePage,
  ) {
    this.live = report.live;
  }

  start(run: string): void {
    if (this.live.state === 'ended' || this.live.state === 'interrupted') this.line.end(endText(this.live, run));
    // A file has no server, and its content security policy lets it ask nobody.
    else if (!/^https?:$/.test(location.protocol)) this.line.end(SAVED_TEXT);
    else {
      this.line.say(measuringText(this.live));
      void follow(this.live.version, {
        news: (report) => this.news(report),
        noNews: () => this.line.say(measuringText(this.live, (Date.now() - this.received.getTime()) / 1000)),
        lost: (next_s) => this.line.say(lostText(this.received, next_s)),
        gaveUp: () => {
          if (this.waiting !== null) this.show(this.waiting);
          this.line.end(gaveUpText(this.received));
        },
      });
    }
  }

  private hold(still: boolean): void {
    this.still = still;
    if (!still && this.waiting !== null) this.show(this.waiting);
  }

  private news(report: ReportDocument): void {
    this.received = new Date();
    const measuring = report.live?.state === 'measuring';
    if (report.live !== null) this.live = report.live;
    if (this.still && measuring) this.waiting = report;
    else this.show(report);
    if (measuring) this.line.say(measuringText(this.live));
    else this.line.end(endText(report.live, report.runs[report.runs.length - 1]!.id));
  }

  private show(report: ReportDocument): void {
    this.waiting = null;
    this.page.update(report);
  }
}
