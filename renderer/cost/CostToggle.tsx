import { useCommand } from '../commands/useCommand.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { useCostStore } from './cost-store.ts';

/** Among the canvas' tools: shows or hides what the layers cost. */
export function CostToggle() {
  const isShown = useCostStore((state) => state.isShown);
  const { label, shortcut, enabled, run } = useCommand('toggleCost');
  return (
    <IconButton
      icon="cost"
      label={label}
      shortcut={shortcut}
      disabled={!enabled}
      pressed={isShown}
      variant={isShown ? 'light' : 'subtle'}
      onClick={run}
    />
  );
}
