// The whole page: holds the state, draws what depends on it anew when it changes.
import type { ReportDocument } from '../data/document';
import { casesOf, type BenchCase } from '../data/record';
import { choicesOf, filterCases } from '../state/filter';
import { EMPTY_STATE, readAddress, writeAddress, type ViewState } from '../state/view_state';
import { countText } from '../units/quantity';
import { casesView, troubleView } from './cases_view';
import { chartSections } from './chart_sections';
import { forgetCharts, redrawCharts } from './chart_view';
import { make } from './dom';
import { filterForm } from './filter_form';
import { headView, themeChoice } from './head_view';
import { provenanceView } from './provenance_view';

export class Page {
  private state: ViewState;
  private cases: BenchCase[] = [];
  private shown: BenchCase[] = [];
  private pending = 0;
  private readonly results = make('div', { id: 'results' });

  constructor(
    private readonly report: ReportDocument,
    private readonly head: HTMLElement,
    private readonly main: HTMLElement,
  ) {
    this.state = readAddress(location.hash);
    this.applyTheme();
    this.drawAll();
    addEventListener('hashchange', () => {
      const hash = location.hash.replace(/^#/, '');
      if (hash === writeAddress(this.state)) return;
      // A link within the page, such as the one that skips to the results, is no choice.
      if (hash !== '' && !hash.includes('=')) return;
      this.state = readAddress(hash);
      this.applyTheme();
      this.drawAll();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redrawCharts());
  }

  private run() {
    const { runs } = this.report;
    return runs.find((run) => run.id === this.state.run) ?? runs[runs.length - 1]!;
  }

  private drawAll(): void {
    const run = this.run();
    this.cases = casesOf(run);
    this.head.replaceChildren(
      ...headView(this.report, run, this.cases),
      themeChoice(this.state.theme, (theme) => {
        this.change({ theme });
        this.applyTheme();
        redrawCharts();
      }),
    );
    const form = filterForm(
      choicesOf(this.cases),
      this.report.runs.map((entry) => entry.id),
      this.state,
      {
        change: (patch) => this.choose(patch),
        clear: () => {
          this.change({ ...EMPTY_STATE, theme: this.state.theme, run: this.state.run });
          this.drawAll();
          this.main.querySelector<HTMLElement>('.clear')?.focus();
        },
      },
    );
    this.main.replaceChildren(
      form,
      this.results,
      provenanceView(this.report, run, this.cases, () => this.shown),
    );
    this.drawResults();
  }

  private choose(patch: Partial<ViewState>): void {
    this.change({ ...patch, page: 0, ...('metric' in patch ? { sort: '' } : {}) });
    if ('run' in patch) {
      this.drawAll();
      this.main.querySelector<HTMLElement>('#filter-run')?.focus();
      return;
    }
    cancelAnimationFrame(this.pending);
    this.pending = requestAnimationFrame(() => this.drawResults());
  }

  private change(patch: Partial<ViewState>): void {
    this.state = { ...this.state, ...patch };
    // Replaced, not added: a reader who goes back wants to leave the report, not to undo a filter.
    history.replaceState(null, '', `#${writeAddress(this.state)}`);
  }

  private drawResults(): void {
    this.shown = filterCases(this.cases, this.state);
    forgetCharts();
    const parts = [
      ...chartSections(this.report, this.run(), this.cases, this.shown, this.state),
      casesView(this.shown, this.state, (page, sort) => this.change({ page, sort })),
      troubleView(this.shown),
    ];
    this.results.replaceChildren(...parts.filter((part) => part !== null));
    const said = this.main.querySelector('#filter-result');
    const all = filterCases(this.cases, EMPTY_STATE).length;
    if (said) said.textContent = `${countText(this.shown.length, 'case')} of ${all.toLocaleString('en-US')} shown.`;
  }

  private applyTheme(): void {
    document.documentElement.dataset.theme = this.state.theme;
  }
}
