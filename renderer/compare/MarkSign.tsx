import type { Mark } from './comparison-graph.ts';
import classes from './compare.module.css';

const signs = { added: '+', removed: '−', changed: '≠' } as const;

/** A mark that needs no colour to be told from the others. */
export function MarkSign({ mark }: { mark: Exclude<Mark, 'same'> }) {
  return (
    <span className={classes.sign} data-mark={mark} aria-hidden>
      {signs[mark]}
    </span>
  );
}
