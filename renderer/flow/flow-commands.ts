import { type Command, defineCommand } from '../commands/command.ts';
import { onModel } from '../commands/model-command.ts';
import type { Studio } from '../state/store.ts';
import { useRunStore, watchRuns } from '../training/run-store.ts';
import { hasWeights } from '../training/useRuns.ts';
import { useFlowStore } from './flow-store.ts';

const isShown = (state: Studio): boolean => onModel(state) && useFlowStore.getState().isShown;
const rows = (): number => useFlowStore.getState().flow?.rows ?? 0;

function goToRow(row: number): void {
  if (rows() > 0) useFlowStore.getState().goToRow((row + rows()) % rows());
}

/** What flows through the drawn model: whether it is shown, of which row, under which weights, at which step. */
export const flowCommands: readonly Command[] = [
  defineCommand({
    id: 'toggleData',
    group: 'view',
    keys: ['shift+d'],
    enabled: onModel,
    run: () => useFlowStore.getState().show(!useFlowStore.getState().isShown),
  }),
  defineCommand({
    id: 'showFlow',
    group: 'view',
    enabled: onModel,
    run: ({ state }) => {
      useFlowStore.getState().show(true);
      state.showDrawer('flow');
    },
  }),
  defineCommand({
    id: 'nextRow',
    group: 'view',
    scope: 'model',
    keys: [']'],
    enabled: isShown,
    run: () => goToRow(useFlowStore.getState().row + 1),
  }),
  defineCommand({
    id: 'previousRow',
    group: 'view',
    scope: 'model',
    keys: ['['],
    enabled: isShown,
    run: () => goToRow(useFlowStore.getState().row - 1),
  }),
  defineCommand({
    id: 'randomRow',
    group: 'view',
    enabled: isShown,
    run: () => goToRow(Math.floor(Math.random() * rows())),
  }),
  defineCommand({
    id: 'initialWeights',
    group: 'view',
    enabled: isShown,
    run: () => useFlowStore.getState().chooseWeights({ kind: 'initial' }),
  }),
  defineCommand({
    id: 'trainedWeights',
    group: 'view',
    enabled: isShown,
    run: ({ state }) => {
      if (state.doc) watchRuns(state.doc.id);
      const run = useRunStore.getState().runs?.find(hasWeights);
      if (run) useFlowStore.getState().chooseWeights({ kind: 'run', runId: run.id });
    },
  }),
  defineCommand({
    id: 'nextStep',
    group: 'view',
    scope: 'model',
    keys: ['.'],
    enabled: isShown,
    run: () => useFlowStore.getState().goToStep(useFlowStore.getState().step + 1),
  }),
  defineCommand({
    id: 'previousStep',
    group: 'view',
    scope: 'model',
    keys: [','],
    enabled: isShown,
    run: () => useFlowStore.getState().goToStep(useFlowStore.getState().step - 1),
  }),
];
