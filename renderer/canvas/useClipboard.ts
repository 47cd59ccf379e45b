import { useEffect } from 'react';
import { isTypingTarget } from '../commands/keys.ts';
import { useStudio } from '../state/store.ts';
import { copiedText, pasteText, removeSelected } from './clipboard.ts';

/** Text that is marked somewhere else on the page is what the person means to copy. */
const textIsMarked = (): boolean => (window.getSelection()?.isCollapsed ?? true) === false;

/** Copy, cut and paste through the browser's own events, which need no permission and work between windows. */
export function useClipboard(): void {
  useEffect(() => {
    // The event of pasting does not say which keys were held: Shift brings the wires along.
    let shiftHeld = false;
    const onKey = (event: KeyboardEvent): void => {
      shiftHeld = event.shiftKey;
    };
    const onCopy = (event: ClipboardEvent): void => {
      if (isTypingTarget(event.target) || textIsMarked()) return;
      const text = copiedText();
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut' && useStudio.getState().writable) removeSelected('command.cut');
    };
    const onPaste = (event: ClipboardEvent): void => {
      if (isTypingTarget(event.target)) return;
      event.preventDefault();
      pasteText(event.clipboardData?.getData('text/plain') ?? '', { keepIncoming: shiftHeld });
    };
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('keyup', onKey, true);
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCopy);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('keyup', onKey, true);
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCopy);
      document.removeEventListener('paste', onPaste);
    };
  }, []);
}
