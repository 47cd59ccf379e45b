import { ReactFlowProvider } from '@xyflow/react';
import { Inspector } from '../inspector/Inspector.tsx';
import { Outline } from '../outline/Outline.tsx';
import { Palette } from '../palette/Palette.tsx';
import { ResizeHandle } from '../shell/ResizeHandle.tsx';
import { useStudio } from '../state/store.ts';
import { inspectorPanelId, palettePanelId } from '../ui/element-ids.ts';
import { useT } from '../ui/i18n.ts';
import { Canvas } from './Canvas.tsx';
import { ChangeTypeDialog } from './ChangeTypeDialog.tsx';
import { ConnectDialog } from './ConnectDialog.tsx';
import { useClipboard } from './useClipboard.ts';
import classes from './canvas.module.css';

/** Palette, canvas, inspector. */
export function ModelPlace() {
  const t = useT();
  const { left, right } = useStudio((state) => state.panels);
  const outline = useStudio((state) => state.outlineOpen);
  useClipboard();
  return (
    <div className={classes.place}>
      {left && (
        <>
          <aside
            id={palettePanelId}
            className={`${classes.panel} ${classes.left}`}
            aria-label={t('editor.palette')}
            data-region
          >
            <Palette />
          </aside>
          <ResizeHandle panel="left" />
        </>
      )}
      {outline && (
        <>
          <Outline />
          <ResizeHandle panel="outline" />
        </>
      )}
      <ReactFlowProvider>
        <Canvas />
      </ReactFlowProvider>
      {right && (
        <>
          <ResizeHandle panel="right" />
          <aside
            id={inspectorPanelId}
            className={`${classes.panel} ${classes.right}`}
            aria-label={t('editor.inspector')}
            data-region
          >
            <Inspector />
          </aside>
        </>
      )}
      <ConnectDialog />
      <ChangeTypeDialog />
    </div>
  );
}
