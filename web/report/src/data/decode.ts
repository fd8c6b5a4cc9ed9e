// From the text of the page's data element to the report document: base64, gzip, JSON, and a look at its shape.
import { REPORT_SCHEMA, type LiveStatus, type ReportDocument } from './document';

// What is wrong with the data, and what helps: both are shown in the page.
export class UnreadableReport extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

const WRITE_AGAIN = 'Write the report again with `piobench report RUN --html FILE`.';

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  let binary: string;
  try {
    binary = atob(text.trim());
  } catch {
    throw new UnreadableReport('The data of this report are damaged: they are not base64.', WRITE_AGAIN);
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (typeof DecompressionStream === 'undefined') {
    throw new UnreadableReport(
      'This browser cannot unpack the data of this report (it has no DecompressionStream).',
      'Open the file in a browser of 2023 or later: Chromium 80, Firefox 113, Safari 16.4.',
    );
  }
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return await new Response(stream).text();
  } catch {
    throw new UnreadableReport(
      'The data of this report are damaged or cut short: they cannot be unpacked.',
      WRITE_AGAIN,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableReport('The data of this report are damaged: they are not JSON.', WRITE_AGAIN);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkRun(run: unknown, index: number): void {
  const whole =
    isObject(run) &&
    typeof run.id === 'string' &&
    isObject(run.shared) &&
    Array.isArray(run.cases) &&
    run.cases.every(
      (entry) =>
        isObject(entry) &&
        typeof entry.case === 'string' &&
        isObject(entry.shared) &&
        Array.isArray(entry.records) &&
        entry.records.every(isObject),
    );
  if (!whole) throw new UnreadableReport(`Run ${index + 1} of this report is incomplete.`, WRITE_AGAIN);
}

const STATES = ['measuring', 'ended', 'interrupted', 'stored'];

// Of a state that this page does not know it can say nothing.
function liveOf(live: unknown): LiveStatus | null {
  if (!isObject(live) || !STATES.includes(live.state as string)) return null;
  const number = (value: unknown): number | null =>
    typeof value === 'number' && Number.isFinite(value) ? value : null;
  return {
    version: number(live.version) ?? 0,
    state: live.state as LiveStatus['state'],
    note: typeof live.note === 'string' ? live.note : '',
    visits_done: number(live.visits_done) ?? 0,
    visits_left_min: number(live.visits_left_min),
    elapsed_s: number(live.elapsed_s) ?? 0,
    left_s: number(live.left_s),
  };
}

export function checkReport(value: unknown): ReportDocument {
  if (!isObject(value)) throw new UnreadableReport('The data of this report are not a document.', WRITE_AGAIN);
  if (value.schema !== REPORT_SCHEMA) {
    throw new UnreadableReport(
      `The data of this report have the schema "${String(value.schema).slice(0, 80)}"; this page ` +
        `knows "${REPORT_SCHEMA}" only.`,
      WRITE_AGAIN,
    );
  }
  if (!Array.isArray(value.runs) || value.runs.length === 0) {
    throw new UnreadableReport('There is no run in this report.', WRITE_AGAIN);
  }
  value.runs.forEach(checkRun);
  return {
    comparison: null,
    generated: '',
    ...value,
    live: liveOf(value.live),
    program: isObject(value.program) ? value.program : { name: 'piobench', version: '' },
    histories: Array.isArray(value.histories) ? value.histories : [],
  } as unknown as ReportDocument;
}

export async function decodeReport(text: string): Promise<ReportDocument> {
  // The mark of the template, spelt so that the built page holds it once only.
  if (text.trim().startsWith('@')) {
    throw new UnreadableReport('This is the empty page of a report: no data were put in.', WRITE_AGAIN);
  }
  return checkReport(parse(await unpack(bytesOfBase64(text))));
}
