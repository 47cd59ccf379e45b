import { problemText } from '../../shared/i18n/translate.ts';
import type { Problem } from '../../shared/problem.ts';
import { useT } from './i18n.ts';
import { Icon } from './icons.tsx';
import classes from './problem-line.module.css';

/** A problem as its sentence, in the person's language, with a mark for how grave it is. */
export function ProblemLine({ problem }: { problem: Problem }) {
  const t = useT();
  return (
    <span className={classes.line} data-severity={problem.severity}>
      <Icon name="warning" size={14} />
      <span className="visually-hidden">{t(`app.severity.${problem.severity}`)}: </span>
      <span>{problemText(problem, t)}</span>
    </span>
  );
}
