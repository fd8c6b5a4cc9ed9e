// The line that says how a run goes on, and the button that holds the page still.
import { breakable, button, make, visibleText } from './dom';

// Whoever listens to the page should not be interrupted more often.
export const BETWEEN_WORDS_MS = 5000;

export class LiveLine {
  readonly root: HTMLElement;
  private readonly line = make('p', { role: 'status', id: 'live-status' });
  private readonly hold: HTMLButtonElement;
  private last = -Infinity;
  private next = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private still = false;

  constructor(held: (still: boolean) => void) {
    this.hold = button('Hold the page still', () => {
      this.still = !this.still;
      this.hold.textContent = this.still ? 'Show what is new' : 'Hold the page still';
      held(this.still);
    });
    this.root = make('section', { class: 'live', 'aria-label': 'How the run goes on' }, this.line, this.hold);
  }

  say(text: string): void {
    this.next = text;
    const wait = this.last + BETWEEN_WORDS_MS - performance.now();
    if (wait <= 0) this.write();
    else this.timer ??= setTimeout(() => this.write(), wait);
  }

  // Nothing will change any more: there is nothing to hold.
  end(text: string): void {
    this.say(text);
    // Hidden under the reader's focus, it would throw a reader with a keyboard back to the top.
    if (document.activeElement !== this.hold) this.hold.hidden = true;
    else this.hold.addEventListener('blur', () => (this.hold.hidden = true), { once: true });
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.last = performance.now();
    const text = visibleText(this.next);
    if (this.line.textContent !== text) this.line.replaceChildren(make('bdi', {}, ...breakable(text)));
  }
}
