// A server as `piobench run --watch` is one: the page at /TOKEN/, news at /TOKEN/report.json?after=VERSION, held until
// there are some. It can misbehave, go away and come back.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReportDocument } from '../../src/data/document';
import { filledPage } from './built_page';

const HELD_MS = 1500; // 25 s in the program

interface Waiting {
  after: number;
  answer: ServerResponse;
  timer: NodeJS.Timeout;
}

export class LiveServer {
  asked = 0;
  failing: number | null = null; // the status to answer with
  private server: Server | null = null;
  private port = 0;
  private waiting: Waiting[] = [];

  constructor(private document: ReportDocument) {}

  get address(): string {
    return `http://127.0.0.1:${this.port}/token/`;
  }

  async start(): Promise<void> {
    this.server = createServer((request, answer) => this.serve(request.url ?? '', answer));
    await new Promise<void>((done) => this.server!.listen(this.port, '127.0.0.1', done));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server === null) return;
    for (const { timer } of this.waiting) clearTimeout(timer);
    this.waiting = [];
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }

  publish(document: ReportDocument): void {
    this.document = document;
    for (const { answer, timer } of this.waiting.splice(0)) {
      clearTimeout(timer);
      this.send(answer);
    }
  }

  private send(answer: ServerResponse): void {
    answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.document));
  }

  private serve(address: string, answer: ServerResponse): void {
    const after = /^\/token\/report\.json\?after=(\d+)$/.exec(address)?.[1];
    if (address === '/token/') {
      const page = filledPage(this.document).replace("connect-src 'none'", "connect-src 'self'");
      answer.writeHead(200, { 'content-type': 'text/html' }).end(page);
    } else if (after !== undefined) {
      this.asked++;
      if (this.failing !== null) answer.writeHead(this.failing).end();
      else if (this.document.live!.version > Number(after)) this.send(answer);
      else {
        const timer = setTimeout(() => {
          this.waiting = this.waiting.filter((entry) => entry.answer !== answer);
          answer.writeHead(204).end();
        }, HELD_MS);
        this.waiting.push({ after: Number(after), answer, timer });
      }
    } else answer.writeHead(404).end();
  }
}
