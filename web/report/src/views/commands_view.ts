// A command with a button that copies it.
import { button, make, shortText, visibleText } from './dom';

export function commandView(label: string, command: string): HTMLElement {
  const code = make('code', { tabindex: '0' }, visibleText(command));
  const said = make('span', { role: 'status' });
  const copy = button(
    'Copy',
    () => {
      const select = (): void => {
        getSelection()?.selectAllChildren(code);
        said.textContent = ' selected: copy it with Ctrl+C';
      };
      // Files opened from a disk may have no clipboard.
      if (!navigator.clipboard) select();
      else
        navigator.clipboard.writeText(command).then(() => {
          said.textContent = ' copied';
        }, select);
    },
    { 'aria-label': `Copy the command: ${shortText(command, 80)}` },
  );
  return make('div', { class: 'command' }, make('span', { class: 'label' }, label), make('pre', {}, code), copy, said);
}
