import { Text } from '@mantine/core';
import { useProblems } from '../state/problems.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { RepairButtons } from '../ui/RepairButtons.tsx';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import classes from './shell.module.css';
import { showProblem } from './problem-actions.ts';

/** All problems of the open project, gravest first; choosing one shows where it is. */
export function ProblemList() {
  const t = useT();
  const problems = useProblems();
  const hasData = useStudio((state) => state.doc?.data.source != null);
  if (problems.length === 0)
    return <Text c="dimmed">{t(hasData ? 'drawer.problems.empty' : 'drawer.problems.noData')}</Text>;
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: 'none' }} aria-label={t('drawer.problems')}>
      {problems.map((problem, index) => (
        <li
          key={`${problem.code}-${problem.nodeId}-${problem.wireId}-${problem.param}-${index}`}
          className={classes.problemRow}
        >
          <button type="button" onClick={() => showProblem(problem)}>
            <ProblemLine problem={problem} />
          </button>
          <RepairButtons problem={problem} />
        </li>
      ))}
    </ul>
  );
}

/** How many there are, and how grave the gravest is. */
export function useProblemCounts(): {
  readonly count: number;
  readonly severity: 'error' | 'warning' | 'note' | 'none';
} {
  const problems = useProblems();
  const has = (severity: string): boolean => problems.some((problem) => problem.severity === severity);
  return {
    count: problems.length,
    severity: has('error') ? 'error' : has('warning') ? 'warning' : problems.length > 0 ? 'note' : 'none',
  };
}
