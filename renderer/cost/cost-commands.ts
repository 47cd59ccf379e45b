import { type Command, defineCommand } from '../commands/command.ts';
import { onModel } from '../commands/model-command.ts';
import type { Studio } from '../state/store.ts';
import { costMeasures, useCostStore } from './cost-store.ts';
import { leaveTimes, measureTimes } from './measured-times.ts';

const isMeasuring = (): boolean => useCostStore.getState().status === 'measuring';
const isShown = (state: Studio): boolean => onModel(state) && useCostStore.getState().isShown;

/** What the layers on the canvas cost: whether it is shown, what of it, and the time of each, measured. */
export const costCommands: readonly Command[] = [
  defineCommand({
    id: 'toggleCost',
    group: 'view',
    keys: ['shift+k'],
    scope: 'model',
    enabled: onModel,
    run: () => useCostStore.getState().show(!useCostStore.getState().isShown),
  }),
  defineCommand({
    id: 'nextCost',
    group: 'view',
    enabled: isShown,
    run: () => {
      const { measure, choose } = useCostStore.getState();
      choose(costMeasures[(costMeasures.indexOf(measure) + 1) % costMeasures.length] ?? 'params');
    },
  }),
  defineCommand({
    id: 'measureTimes',
    group: 'view',
    enabled: (state) => onModel(state) && !isMeasuring(),
    run: () => {
      const { show, choose } = useCostStore.getState();
      show(true);
      choose('time');
      return measureTimes();
    },
  }),
  defineCommand({ id: 'leaveTimes', group: 'view', enabled: isMeasuring, run: () => leaveTimes() }),
];
