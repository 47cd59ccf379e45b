import type { RunSummary } from '../../shared/contract/run-events.ts';
import type { ProjectId, RunId } from '../../shared/ids.ts';

/** A run that has just begun, but for what the test says of it. */
export const runSummary = (change: Partial<RunSummary> = {}): RunSummary => ({
  id: 'run-test' as RunId,
  projectId: 'project-test' as ProjectId,
  number: 1,
  status: 'running',
  startedAt: 0,
  endedAt: null,
  epoch: 1,
  epochs: 1,
  step: 0,
  engine: null,
  device: null,
  best: null,
  last: null,
  problem: null,
  documentHash: '',
  continuedFrom: null,
  ...change,
});
