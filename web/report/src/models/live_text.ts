// What a page says of a run that goes on. Pure.
import type { LiveStatus } from '../data/document';
import { countText } from '../units/quantity';

// Of estimates: nobody needs their seconds.
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 10) return 'a few seconds';
  if (whole <= 55) return `${Math.ceil(whole / 5) * 5} s`;
  const minutes = Math.max(1, Math.round(whole / 60));
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest > 0 ? ` ${rest} min` : ''}`;
}

const aboutText = (seconds: number): string => `${seconds > 9 ? 'about ' : ''}${durationText(seconds)}`;

// `age_s`: how long ago the server said it.
export function measuringText(live: LiveStatus, age_s = 0): string {
  const words = [`${countText(live.visits_done, 'visit')} done`];
  if (live.visits_left_min !== null) words.push(`at least ${live.visits_left_min.toLocaleString('en-US')} left`);
  if (live.left_s !== null && live.left_s > age_s) words.push(`${aboutText(live.left_s - age_s)} left`);
  else words.push(`${durationText(live.elapsed_s + age_s)} so far`);
  return `Measuring: ${words.join(', ')}.${live.note ? ` Now: ${live.note}.` : ''}`;
}

export function endText(live: LiveStatus | null, run: string): string {
  return live?.state === 'interrupted'
    ? `The run was interrupted; the page shows what it measured until then. To go on: piobench run --resume ${run}`
    : 'The run has ended; the page shows all of it.';
}

export function lostText(shown: Date, next_s: number): string {
  return `The run's server does not answer; the page shows what it had at ${clock(shown)}. It asks again in ${next_s} s.`;
}

export function gaveUpText(shown: Date): string {
  return (
    `The run's server does not answer any more, and the page has stopped asking; it shows what it had at ${clock(shown)}. ` +
    'While the page stays open, the records can be downloaded below; once the server is back, load the page again.'
  );
}

export const SAVED_TEXT =
  'This page was saved while its run went on; it shows what was measured until then, and asks nobody for more.';

function clock(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
