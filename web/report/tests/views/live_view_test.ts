// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveLine } from '../../src/views/live_view';

describe('LiveLine', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('speaks at most every five seconds, and then says the newest', () => {
    const line = new LiveLine(() => {});
    const said: string[] = [];
    const status = line.root.querySelector('[role=status]')!;
    for (let tenth = 0; tenth < 120; ++tenth) {
      line.say(`at ${tenth}`);
      if (said.at(-1) !== status.textContent) said.push(status.textContent!);
      vi.advanceTimersByTime(100);
    }
    expect(said).toEqual(['at 0', 'at 49', 'at 99']);
  });

  it('shows what is said as text', () => {
    const line = new LiveLine(() => {});
    line.say('<img src=x>\u0000');
    expect(line.root.querySelector('img')).toBeNull();
    expect(line.root.textContent).toContain('<img src=x>␀');
  });

  it('holds and lets go', () => {
    const held: boolean[] = [];
    const line = new LiveLine((still) => held.push(still));
    const button = line.root.querySelector('button')!;
    button.click();
    expect(button.textContent).toBe('Show what is new');
    button.click();
    expect(held).toEqual([true, false]);
  });

  it('takes the button away at the end, but not from under the focus', () => {
    const line = new LiveLine(() => {});
    document.body.append(line.root);
    const button = line.root.querySelector('button')!;
    button.focus();
    line.end('done');
    expect(button.hidden).toBe(false);
    button.blur();
    expect(button.hidden).toBe(true);
  });
});
