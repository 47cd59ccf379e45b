import { memo } from 'react';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { typeText } from '../canvas/layer-text.ts';
import { shapeLabel } from '../canvas/shape-label.ts';
import type { ShownFacts } from '../state/derived.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import type { OutlineRow } from './outline-rows.ts';
import { RowName } from './RowName.tsx';
import { renameInOutline, useRenaming } from './renaming.ts';
import classes from './outline.module.css';

interface OutlineRowViewProps {
  readonly row: OutlineRow;
  readonly facts: ShownFacts;
  readonly definitions: GraphDoc['definitions'];
  /** The one that Tab reaches. */
  readonly active: boolean;
  readonly selected: boolean;
  readonly onActivate: (row: OutlineRow, adding: boolean) => void;
  readonly onToggle: (row: OutlineRow) => void;
}

/** One row of the tree; its spoken name says more than there is room for. */
export const OutlineRowView = memo(function OutlineRowView({
  row,
  facts,
  definitions,
  active,
  selected,
  onActivate,
  onToggle,
}: OutlineRowViewProps) {
  const writable = useStudio((state) => state.writable);
  const isRenamed = useRenaming(({ node }) => row.kind === 'node' && row.node.id === node);
  return (
    <li
      role="treeitem"
      className={classes.row}
      style={{ paddingLeft: 4 + (row.level - 1) * 16 }}
      data-key={row.key}
      data-layer-type={row.kind === 'wire' ? undefined : row.node.type}
      data-selected={selected}
      tabIndex={active ? 0 : -1}
      aria-level={row.level}
      aria-posinset={row.at}
      aria-setsize={row.of}
      aria-expanded={row.expanded}
      aria-selected={selected}
      onClick={(event) => onActivate(row, event.ctrlKey || event.metaKey)}
      onDoubleClick={() => {
        if (row.kind === 'node' && writable) renameInOutline(row.node.id);
      }}
    >
      <span
        className={classes.twist}
        aria-hidden
        onClick={(event) => {
          event.stopPropagation();
          onToggle(row);
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        {row.expanded === undefined ? '' : row.expanded ? '▾' : '▸'}
      </span>
      {/* The name of the row: said instead of what is shown. */}
      <span className="visually-hidden">{row.spoken}</span>
      <div className={classes.text}>
        <span aria-hidden>
          {row.kind === 'wire' ? (
            <WireText row={row} />
          ) : (
            <NodeText row={row} facts={facts} definitions={definitions} />
          )}
        </span>
        {isRenamed && row.kind === 'node' && <RowName node={row.node} automatic={facts.names.get(row.node.id) ?? ''} />}
      </div>
    </li>
  );
});

function WireText({ row }: { row: OutlineRow }) {
  return <small>{row.spoken}</small>;
}

type NodeTextProps = Pick<OutlineRowViewProps, 'facts' | 'definitions'> & {
  readonly row: Exclude<OutlineRow, { readonly kind: 'wire' }>;
};

function NodeText({ row: { kind, node }, facts, definitions }: NodeTextProps) {
  const t = useT();
  const name = kind === 'node' ? facts.names.get(node.id) : node.name;
  const shape = kind === 'node' ? Object.values(facts.nodes.get(node.id)?.outputs ?? {})[0] : undefined;
  const problems = kind === 'node' ? (facts.problemsOf.get(node.id)?.length ?? 0) : 0;
  return (
    <>
      <strong>{typeText(t, node, definitions)}</strong> {name}
      {shape && <small>{shapeLabel(shape, t)}</small>}
      {problems > 0 && <small className={classes.problems}>{t('editor.problemCount', { count: problems })}</small>}
    </>
  );
}
