import { CommandButton } from '../commands/CommandButton.tsx';
import { useCostStore } from '../cost/cost-store.ts';
import { useFlowStore } from '../flow/flow-store.ts';
import { useT } from '../ui/i18n.ts';
import type { IconName } from '../ui/icons.tsx';
import classes from './canvas.module.css';

const tools: readonly { readonly id: string; readonly icon: IconName }[] = [
  { id: 'zoomIn', icon: 'plus' },
  { id: 'zoomOut', icon: 'minus' },
  { id: 'fit', icon: 'fit' },
  { id: 'layout', icon: 'layout' },
  { id: 'toggleOutline', icon: 'outline' },
  { id: 'find', icon: 'search' },
  { id: 'addNote', icon: 'note' },
  { id: 'addFrame', icon: 'frame' },
];

export function CanvasTools() {
  const t = useT();
  const isDataShown = useFlowStore((state) => state.isShown);
  const isCostShown = useCostStore((state) => state.isShown);
  return (
    <div className={classes.tools} role="toolbar" aria-orientation="vertical" aria-label={t('editor.tools')}>
      {tools.map((tool) => (
        <CommandButton key={tool.id} {...tool} />
      ))}
      <CommandButton id="toggleData" icon="flow" pressed={isDataShown} />
      <CommandButton id="toggleCost" icon="cost" pressed={isCostShown} />
    </div>
  );
}
