import { Button } from '@mantine/core';
import type { Problem } from '../../shared/problem.ts';
import { repairNow } from '../shell/problem-actions.ts';
import { repairsOf } from '../state/derived.ts';
import { useStudio } from '../state/store.ts';
import { useT } from './i18n.ts';
import classes from './problem-line.module.css';

/** What would mend a problem, each by one click, the best first. */
export function RepairButtons({ problem, most = 3 }: { problem: Problem; most?: number }) {
  const t = useT();
  const doc = useStudio((state) => state.doc);
  const writable = useStudio((state) => state.writable);
  if (!doc || !writable) return null;
  return repairsOf(doc, problem)
    .slice(0, most)
    .map((repair) => (
      <Button
        key={repair}
        className={`nodrag ${classes.repair}`}
        variant="default"
        size="compact-xs"
        h="auto"
        mih={22}
        py={2}
        maw="100%"
        onClick={() => repairNow(problem, repair)}
      >
        {t(`repair.${repair}`, problem.details)}
      </Button>
    ));
}
