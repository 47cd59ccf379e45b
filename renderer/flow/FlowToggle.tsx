import { useCommand } from '../commands/useCommand.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { useFlowStore } from './flow-store.ts';

/** Among the canvas' tools: shows or hides the data on the layers. */
export function FlowToggle() {
  const isShown = useFlowStore((state) => state.isShown);
  const { label, shortcut, enabled, run } = useCommand('toggleData');
  return (
    <IconButton
      icon="flow"
      label={label}
      shortcut={shortcut}
      disabled={!enabled}
      pressed={isShown}
      variant={isShown ? 'light' : 'subtle'}
      onClick={run}
    />
  );
}
