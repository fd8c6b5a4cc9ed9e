// A table as values: what the views draw, what charts offer as their alternative, and what tests read.

export interface Cell {
  text: string;
  note?: string; // said in full where the text is short, such as the reason of a missing value
  sort?: number | string | null;
  heading?: boolean; // the cell names its row
  tone?: 'bad' | 'warn' | 'good' | 'quiet';
}

export interface TableModel {
  caption: string;
  columns: { title: string; numeric: boolean }[];
  rows: Cell[][];
}

export const column = (title: string, numeric = false): { title: string; numeric: boolean } => ({ title, numeric });
export const cell = (text: string, more: Omit<Cell, 'text'> = {}): Cell => ({ text, ...more });
