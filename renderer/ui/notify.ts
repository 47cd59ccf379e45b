/** Short notices at the edge of the window; every one is kept in the log as well. */
import { notifications } from '@mantine/notifications';
import { problemText } from '../../shared/i18n/translate.ts';
import { problemOf } from '../connection/errors.ts';
import { useStudio } from '../state/store.ts';
import { tNow } from './i18n.ts';

export function tell(text: string): void {
  useStudio.getState().addLog({ severity: 'note', text });
  notifications.show({ message: text, autoClose: 4_000, withBorder: true });
}

/** Says what went wrong with a call, in the person's language. Errors stay until they are dismissed. */
export function tellError(error: unknown): void {
  const text = problemText(problemOf(error), tNow);
  useStudio.getState().addLog({ severity: 'error', text });
  notifications.show({ message: text, color: 'red', autoClose: false, withBorder: true });
}
