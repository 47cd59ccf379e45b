import { places } from '../state/session-slice.ts';
import { askedLayer } from '../reference/asked-layer.ts';
import { resetPanels } from '../shell/panel-sizes.ts';
import { palette } from '../ui/command-palette-store.ts';
import { focusRegion } from './regions.ts';
import { type Command, defineCommand, editable, projectOpen } from './command.ts';

const placeCommands = places.map((place, index) =>
  defineCommand({
    id: `go.${place}`,
    group: 'go',
    keys: [`alt+${index + 1}`],
    inFields: true,
    enabled: projectOpen,
    run: ({ state }) => state.goTo(place),
  }),
);

export const viewCommands: readonly Command[] = [
  defineCommand({
    id: 'undo',
    group: 'edit',
    keys: ['mod+z'],
    label: ({ state, t }) => {
      const step = state.past.at(-1);
      return step ? t('command.undoNamed', { name: t(step.command) }) : t('command.undo');
    },
    enabled: (state) => editable(state) && state.past.length > 0,
    run: ({ state }) => state.undo(),
  }),
  defineCommand({
    id: 'redo',
    group: 'edit',
    keys: ['mod+shift+z', 'mod+y'],
    label: ({ state, t }) => {
      const step = state.future.at(-1);
      return step ? t('command.redoNamed', { name: t(step.command) }) : t('command.redo');
    },
    enabled: (state) => editable(state) && state.future.length > 0,
    run: ({ state }) => state.redo(),
  }),
  defineCommand({
    id: 'undoAll',
    group: 'edit',
    enabled: (state) => editable(state) && state.past.length > 0,
    run: ({ state }) => state.goToStep(0),
  }),
  defineCommand({
    id: 'redoAll',
    group: 'edit',
    enabled: (state) => editable(state) && state.future.length > 0,
    run: ({ state }) => state.goToStep(state.past.length + state.future.length),
  }),
  defineCommand({
    id: 'showHistory',
    group: 'edit',
    keys: ['alt+h'],
    enabled: projectOpen,
    run: ({ state }) => state.showDrawer('history'),
  }),
  defineCommand({ id: 'openPalette', group: 'help', keys: ['mod+k'], inFields: true, run: () => palette.open() }),
  defineCommand({ id: 'showShortcuts', group: 'help', keys: ['?'], run: ({ state }) => state.setShortcutsOpen(true) }),
  defineCommand({
    id: 'showReference',
    group: 'help',
    keys: ['f1'],
    inFields: true,
    run: ({ state }) => state.openReference(askedLayer(state)),
  }),
  defineCommand({ id: 'nextRegion', group: 'view', keys: ['f6'], inFields: true, run: () => focusRegion(1) }),
  defineCommand({
    id: 'previousRegion',
    group: 'view',
    keys: ['shift+f6'],
    inFields: true,
    run: () => focusRegion(-1),
  }),
  defineCommand({
    id: 'toggleLeft',
    group: 'view',
    keys: ['mod+shift+b'],
    enabled: projectOpen,
    run: ({ state }) => state.togglePanel('left'),
  }),
  defineCommand({
    id: 'toggleRight',
    group: 'view',
    keys: ['mod+i'],
    enabled: projectOpen,
    run: ({ state }) => state.togglePanel('right'),
  }),
  defineCommand({
    id: 'toggleBottom',
    group: 'view',
    keys: ['mod+j'],
    enabled: projectOpen,
    run: ({ state }) => state.togglePanel('bottom'),
  }),
  defineCommand({ id: 'resetPanels', group: 'view', enabled: projectOpen, run: () => resetPanels() }),
  defineCommand({
    id: 'showProblems',
    group: 'view',
    enabled: projectOpen,
    run: ({ state }) => state.showDrawer('problems'),
  }),
  ...placeCommands,
];
