import { CommandButton } from '../commands/CommandButton.tsx';
import { CostToggle } from '../cost/CostToggle.tsx';
import { FlowToggle } from '../flow/FlowToggle.tsx';
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
  return (
    <div className={classes.tools} role="toolbar" aria-orientation="vertical" aria-label={t('editor.tools')}>
      {tools.map((tool) => (
        <CommandButton key={tool.id} {...tool} />
      ))}
      <FlowToggle />
      <CostToggle />
    </div>
  );
}
