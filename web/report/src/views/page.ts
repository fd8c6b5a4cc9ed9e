// The whole page: holds the state, draws what depends on it anew when it changes.
import type { ReportDocument } from '../data/document';
import { casesOf, isCeiling, type BenchCase } from '../data/record';
import { choicesOf, filterCases, type Choices } from '../state/filter';
import { EMPTY_STATE, readAddress, writeAddress, type ViewState } from '../state/view_state';
import { countText } from '../units/quantity';
import { casesView, troubleView } from './cases_view';
import { chartSections } from './chart_sections';
import { drawChartsInSight, forgetCharts, redrawCharts } from './chart_view';
import { make } from './dom';
import { filterForm } from './filter_form';
import { headView, themeChoice } from './head_view';
import { keepPlace } from './kept_place';
import { provenanceView } from './provenance_view';

export class Page {
  private state: ViewState;
  private cases: BenchCase[] = [];
  private shown: BenchCase[] = [];
  private choices: Choices | null = null;
  private pending = 0;
  private readonly said = make('div', { class: 'said' });
  private readonly results = make('div', { id: 'results' });
  private readonly provenance = make('div');

  constructor(
    private report: ReportDocument,
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

  // A newer document of the same run. What the reader chose, opened and looks at stays.
  update(report: ReportDocument): void {
    this.report = report;
    if (this.pending !== 0) this.drawResults();
    keepPlace(document.body, () => {
      const before = JSON.stringify(this.choices);
      this.drawData();
      // A list that a reader has just opened would close.
      if (JSON.stringify(this.choices) !== before) this.main.querySelector('.filters')!.replaceWith(this.form());
      this.drawResults();
      drawChartsInSight();
    });
  }

  private drawAll(): void {
    this.drawData();
    this.head.replaceChildren(
      this.said,
      themeChoice(this.state.theme, (theme) => {
        this.change({ theme });
        this.applyTheme();
        redrawCharts();
      }),
    );
    this.main.replaceChildren(this.form(), this.results, this.provenance);
    this.drawResults();
  }

  private drawData(): void {
    const run = this.run();
    this.cases = casesOf(run);
    this.choices = choicesOf(this.cases);
    this.said.replaceChildren(...headView(this.report, run, this.cases));
    this.provenance.replaceChildren(provenanceView(this.report, run, this.cases, () => this.shown));
  }

  private form(): HTMLElement {
    return filterForm(
      this.choices!,
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
    cancelAnimationFrame(this.pending);
    this.pending = 0;
    this.shown = filterCases(this.cases, this.state);
    forgetCharts();
    const parts = [
      ...chartSections(this.report, this.run(), this.cases, this.shown, this.state),
      casesView(this.shown, this.state, this.emptyText(), (page, sort) => this.change({ page, sort })),
      troubleView(this.shown),
    ];
    this.results.replaceChildren(...parts.filter((part) => part !== null));
    const said = this.main.querySelector('#filter-result');
    const all = filterCases(this.cases, EMPTY_STATE).length;
    const text = `${countText(this.shown.length, 'case')} of ${all.toLocaleString('en-US')} shown.`;
    if (said && said.textContent !== text) said.textContent = text;
  }

  private emptyText(): string {
    if (this.cases.some((entry) => !isCeiling(entry))) return 'No case is left by what was chosen above.';
    return this.report.live?.state === 'measuring' ? 'Nothing is measured yet.' : 'Nothing was measured.';
  }

  private applyTheme(): void {
    document.documentElement.dataset.theme = this.state.theme;
  }
}
