import { useStoreApi } from '@xyflow/react';
import { CostBadge } from '../cost/CostBadge.tsx';
import { useT } from '../ui/i18n.ts';
import type { LayerData } from './flow-adapter.ts';
import { typeText } from './layer-text.ts';
import { colourOf } from './shared-look.ts';
import { worstOf } from './worst-of.ts';
import classes from './far-view.module.css';

/** A layer from far away: its type on a box of the size that it has when seen from near, so that nothing moves. */
export function FarLayer({ data, selected }: { readonly data: LayerData; readonly selected: boolean }) {
  const t = useT();
  const { node, definitions, problems, shared } = data;
  const measured = useStoreApi().getState().nodeLookup.get(node.id)?.measured;
  return (
    <div
      className={classes.layer}
      style={{ width: measured?.width, height: measured?.height }}
      data-selected={selected}
      data-problem={worstOf(problems)}
      data-bypassed={node.bypassed}
      data-shared={shared && colourOf(shared.index)}
    >
      {typeText(t, node, definitions)}
      <CostBadge node={node.id} />
    </div>
  );
}
