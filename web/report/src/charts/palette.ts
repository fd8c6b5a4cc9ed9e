// Colours of charts, after Okabe and Ito (2008), darkened or lightened until each stands 3 : 1 from its ground:
// readers who see red and green alike can tell them apart; symbols and dashes say the same again.

export interface Palette {
  text: string;
  quiet: string;
  grid: string;
  ground: string;
  series: string[];
  verdict: Record<'regressed' | 'improved' | 'equivalent' | 'inconclusive', string>;
}

export const LIGHT: Palette = {
  text: '#1b1f24',
  quiet: '#57606a',
  grid: '#d8dee4',
  ground: '#ffffff',
  series: [
    '#0072b2',
    '#c84e00',
    '#00795a',
    '#a0408f',
    '#806000',
    '#2f8fc0',
    '#8a1c4f',
    '#4d4d4d',
    '#5f4bb6',
    '#3d7317',
  ],
  verdict: { regressed: '#c84e00', improved: '#0072b2', equivalent: '#57606a', inconclusive: '#806000' },
};
const DARK: Palette = {
  text: '#e6edf3',
  quiet: '#a5b1bd',
  grid: '#38414b',
  ground: '#12161b',
  series: [
    '#56b4e9',
    '#f5a05a',
    '#3fcf9f',
    '#e59ad2',
    '#f0e442',
    '#a8d8ff',
    '#ff9cb5',
    '#c4c4c4',
    '#b9a9ff',
    '#a6d96a',
  ],
  verdict: { regressed: '#f5a05a', improved: '#56b4e9', equivalent: '#a5b1bd', inconclusive: '#f0e442' },
};

export const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'pin', 'arrow'];

// Paper is light, whatever the screen is.
export function currentPalette(printing = false): Palette {
  const theme = document.documentElement.dataset.theme;
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  return dark && !printing ? DARK : LIGHT;
}
