import { Button } from '@mantine/core';
import { boundSpec } from '../../shared/graph/infer-shapes.ts';
import type { GraphNode } from '../../shared/graph/graph-doc.ts';
import { shapeLabel } from '../canvas/shape-label.ts';
import { sampleSpec } from '../state/sample-spec.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './inspector.module.css';

/** What the data recipe gives to an Input of the model; inside a block, Inputs are the block's ports. */
export function InputData({ node }: { node: GraphNode }) {
  const t = useT();
  const doc = useDoc();
  const inBlock = useStudio((state) => state.blockPath.length > 0);
  const goTo = useStudio((state) => state.goTo);
  if (inBlock) return <p className={classes.lead}>{t('editor.inputOfBlock')}</p>;
  if (node.params['from'] === 'fixed') return null;
  const spec = boundSpec(node, doc.graph, sampleSpec(doc.data).inputs);
  return (
    <section className={classes.section}>
      <h3>{t('editor.fromData')}</h3>
      <p className={classes.lead}>
        {spec
          ? t('editor.inputGets', {
              name: spec.name,
              shape: shapeLabel(spec.shape, t),
              dtype: t(`choice.${spec.dtype}`, { defaultValue: spec.dtype }),
            })
          : t('editor.noData')}
      </p>
      <div>
        <Button variant="default" onClick={() => goTo('data')}>
          {spec ? t('editor.changeData') : t('editor.chooseData')}
        </Button>
      </div>
    </section>
  );
}
