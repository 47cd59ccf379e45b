import { totalParams } from '../../shared/graph/infer-shapes.ts';
import { modelSentence } from '../../shared/graph/model-sentence.ts';
import { inferenceOf } from '../state/derived.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useDoc } from '../state/store.ts';
import { currentLanguage, useT } from '../ui/i18n.ts';
import { LayerTable } from './LayerTable.tsx';
import classes from './inspector.module.css';

/** The model at a glance: how many layers and weights, and every layer with what it gives. */
export function ProjectSummary() {
  const t = useT();
  const doc = useDoc();
  const graph = useShownGraph();
  const { trainable, other } = totalParams(doc.graph, inferenceOf(doc));
  const { graph: whole } = doc;
  const sentence = modelSentence({ graph: whole, inference: inferenceOf(doc), t, language: currentLanguage() });
  return (
    <>
      <div className={classes.head}>
        <h2>{t('editor.model')}</h2>
        <p className={classes.lead}>{graph.nodes.length === 0 ? t('editor.modelEmpty') : t('editor.modelHint')}</p>
      </div>
      {sentence !== '' && <p className={classes.lead}>{sentence}</p>}
      <dl className={classes.facts}>
        <dt>{t('editor.layers')}</dt>
        <dd>{doc.graph.nodes.filter((node) => node.type !== 'input' && node.type !== 'output').length}</dd>
        <dt>{t('editor.trainable')}</dt>
        <dd>{trainable.toLocaleString()}</dd>
        {other > 0 && (
          <>
            <dt>{t('editor.fixed')}</dt>
            <dd>{other.toLocaleString()}</dd>
          </>
        )}
      </dl>
      {graph.nodes.length > 0 && <LayerTable />}
    </>
  );
}
