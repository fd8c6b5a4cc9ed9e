import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { follow, MOST_TRIES, type Ask } from '../../src/live/follow';
import { reportDocument } from '../fixtures/report_document.mjs';
import { sampleRun } from '../fixtures/sample_run';

type Answer = { status: number; body?: unknown } | 'no connection' | 'silence';

const document = (version: number, state = 'measuring') => ({
  ...reportDocument([sampleRun([])]),
  live: { version, state, note: '', visits_done: version, visits_left_min: null, elapsed_s: 1, left_s: null },
});

// Answers by turns; when there are none left the server is gone.
function server(...answers: Answer[]): { ask: Ask; asked: string[] } {
  const asked: string[] = [];
  const ask: Ask = (address, { signal }) => {
    asked.push(address);
    const answer = answers.shift() ?? 'no connection';
    if (answer === 'no connection') return Promise.reject(new TypeError('Failed to fetch'));
    if (answer === 'silence')
      return new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    return Promise.resolve(new Response(answer.status === 204 ? null : body, { status: answer.status }));
  };
  return { ask, asked };
}

function listener() {
  const said: string[] = [];
  return {
    said,
    news: (report: { live: { version: number } | null }) => void said.push(`news ${report.live?.version}`),
    noNews: () => void said.push('no news'),
    lost: (wait: number) => void said.push(`lost, ${wait} s`),
    gaveUp: () => void said.push('gave up'),
  };
}

async function followed(version: number, ...answers: Answer[]) {
  const { ask, asked } = server(...answers);
  const heard = listener();
  let ended = false;
  void follow(version, heard as never, ask).then(() => (ended = true));
  await vi.advanceTimersByTimeAsync(600_000);
  return { asked, said: heard.said, ended };
}

describe('follow', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks from version to version, and no more when the run has ended', async () => {
    const { asked, said, ended } = await followed(
      7,
      { status: 200, body: document(8) },
      { status: 204 },
      { status: 200, body: document(11) },
      { status: 200, body: document(12, 'interrupted') },
    );
    expect(asked).toEqual([7, 8, 8, 11].map((version) => `report.json?after=${version}`));
    expect(said).toEqual(['news 8', 'no news', 'news 11', 'news 12']);
    expect(ended).toBe(true);
  });

  it('waits longer and longer for a server that does not answer, then gives up', async () => {
    const { asked, said, ended } = await followed(7);
    const waits = [1, 2, 4, 8, 16, 30, 30, 30, 30, 30];
    expect(said).toEqual([...waits.map((wait) => `lost, ${wait} s`), 'gave up']);
    expect(asked).toHaveLength(MOST_TRIES + 1);
    expect(ended).toBe(true);
  });

  it('begins to count anew when the server is back', async () => {
    const { said } = await followed(7, 'no connection', 'no connection', { status: 204 }, 'no connection', {
      status: 200,
      body: document(8, 'ended'),
    });
    expect(said).toEqual(['lost, 1 s', 'lost, 2 s', 'no news', 'lost, 1 s', 'news 8']);
  });

  it.each<[string, Answer]>([
    ['another status', { status: 404, body: 'no such page' }],
    ['what is no JSON', { status: 200, body: '<html>' }],
    ['what is no document', { status: 200, body: { schema: 'inference-pio/report/1', runs: [] } }],
    ['a document of another schema', { status: 200, body: { ...document(8), schema: 'inference-pio/report/2' } }],
    ['silence', 'silence'],
  ])('takes %s for no answer', async (_, answer) => {
    const { asked, said } = await followed(7, answer, { status: 200, body: document(9, 'ended') });
    expect(asked).toEqual(['report.json?after=7', 'report.json?after=7']);
    expect(said).toEqual(['lost, 1 s', 'news 9']);
  });

  it('does not storm a server that holds no answer', async () => {
    const { ask, asked } = server(...Array<Answer>(50).fill({ status: 204 }), { status: 200, body: document(7) });
    void follow(7, listener() as never, ask);
    await vi.advanceTimersByTimeAsync(10_500);
    expect(asked.length).toBeLessThan(13);
  });

  it('takes the same document again for no news', async () => {
    const { said } = await followed(7, { status: 200, body: document(7) }, { status: 200, body: document(8, 'ended') });
    expect(said).toEqual(['no news', 'news 8']);
  });
});
