import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { useT } from '../ui/i18n.ts';
import {
  keepPanelSizes,
  mostOf,
  resizePanel,
  type SizedPanel,
  sizedPanels,
  sizeOf,
  usePanelSizes,
} from './panel-sizes.ts';
import classes from './resize-handle.module.css';

/** By how much a key moves the edge. */
const keyStep = 16;

/** The edge between a panel and the rest of the window: dragged, or moved with the arrow keys. Enter, or a double click, gives the usual size back. */
export function ResizeHandle({ panel }: { readonly panel: SizedPanel }) {
  const t = useT();
  const { axis, grows, least, element } = sizedPanels[panel];
  const chosen = usePanelSizes((state) => state.sizes[panel]);
  const [usual, setUsual] = useState<number>(least);
  const drag = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const most = mostOf(panel);
  const measure = (): void => {
    if (chosen === undefined) setUsual(sizeOf(panel));
  };
  useLayoutEffect(measure, [chosen, panel]);

  const change = (next: number | undefined): void => {
    resizePanel(panel, next);
    keepPanelSizes();
  };
  const place = (event: PointerEvent): number => (axis === 'x' ? event.clientX : event.clientY);
  const onKeyDown = (event: KeyboardEvent): void => {
    const [back, on] = axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const step = event.shiftKey ? keyStep * 4 : keyStep;
    const next: Readonly<Record<string, number | undefined>> = {
      [back ?? '']: sizeOf(panel) - grows * step,
      [on ?? '']: sizeOf(panel) + grows * step,
      Home: least,
      End: mostOf(panel),
      Enter: undefined,
    };
    if (!(event.key in next)) return;
    event.preventDefault();
    change(next[event.key]);
  };
  return (
    <div
      className={classes.handle}
      data-axis={axis}
      data-panel={panel}
      role="separator"
      tabIndex={0}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-label={t(`panel.size.${panel}`)}
      aria-controls={element}
      aria-valuenow={Math.min(chosen ?? usual, most)}
      aria-valuemin={least}
      aria-valuemax={most}
      title={t('panel.sizeHelp')}
      onFocus={measure}
      onKeyDown={onKeyDown}
      onDoubleClick={() => change(undefined)}
      // The layers of the palette can be dragged: the press must not begin that.
      onMouseDown={(event) => {
        event.preventDefault();
        event.currentTarget.focus();
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { at: place(event), size: sizeOf(panel) };
      }}
      onPointerMove={(event) => {
        if (drag.current) resizePanel(panel, drag.current.size + grows * (place(event) - drag.current.at));
      }}
      onLostPointerCapture={() => {
        drag.current = null;
        keepPanelSizes();
      }}
    />
  );
}
