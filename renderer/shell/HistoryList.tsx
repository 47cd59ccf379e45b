import { useEffect, useRef } from 'react';
import { undoLimit } from '../state/document-slice.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './shell.module.css';

/** Every step that can be undone or redone, oldest first; choosing one goes there. Arrow keys move, Enter goes. */
export function HistoryList() {
  const t = useT();
  const past = useStudio((state) => state.past);
  const future = useStudio((state) => state.future);
  const writable = useStudio((state) => state.writable);
  const goToStep = useStudio((state) => state.goToStep);
  const list = useRef<HTMLOListElement>(null);
  const first = past.length >= undoLimit ? t('history.oldest') : t('history.opened');
  const names = [
    first,
    ...past.map(({ command }) => t(command)),
    ...future.toReversed().map(({ command }) => t(command)),
  ];
  const current = past.length;
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const move = (from: number, step: number): void => {
    const buttons = list.current?.querySelectorAll('button');
    buttons?.[Math.max(0, Math.min(names.length - 1, from + step))]?.focus();
  };
  return (
    <ol ref={list} className={classes.history} aria-label={t('history.list')}>
      {names.map((name, index) => (
        // A step is its place in the row: the same command may stand there many times.
        <li key={`${index} ${name}`}>
          <button
            type="button"
            disabled={!writable}
            aria-current={index === current ? 'step' : undefined}
            data-undone={index > current}
            tabIndex={index === current ? 0 : -1}
            onClick={() => goToStep(index)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') move(index, 1);
              else if (event.key === 'ArrowUp') move(index, -1);
              else if (event.key === 'Home') move(0, 0);
              else if (event.key === 'End') move(names.length - 1, 0);
              else return;
              event.preventDefault();
            }}
          >
            <span>{index}</span>
            {name}
            {index === current && <small>{t('history.current')}</small>}
            {index > current && <small>{t('history.undone')}</small>}
          </button>
        </li>
      ))}
    </ol>
  );
}
