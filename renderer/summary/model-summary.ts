/** The summary of the open project, and what can be done with its text. */
import { optimizerSize } from '../../shared/graph/summary-optimizer.ts';
import { summarize, type Summary } from '../../shared/graph/summary.ts';
import { summaryText } from '../../shared/graph/summary-text.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { saveFile } from '../host/files.ts';
import { inferenceOf } from '../state/derived.ts';
import { currentDoc } from '../state/store.ts';
import { tNow } from '../ui/i18n.ts';
import { tell } from '../ui/notify.ts';
import { fileName } from './file-name.ts';

/** As Keras counts once the model is compiled and has made a step: with what the project's optimizer keeps. */
export function modelSummary(doc: ProjectDoc): Summary {
  const { graph } = doc;
  const summary = summarize(graph, inferenceOf(doc), graph.definitions);
  const { class_name: name, config } = compileConfig(doc.training, { stepsPerEpoch: 1 }).optimizer;
  return { ...summary, optimizer: optimizerSize(name, config, summary.total.trainable) };
}

const text = (): string => summaryText(modelSummary(currentDoc()), { showTrainable: true, expandNested: true });

export async function copySummary(): Promise<void> {
  // Browsers let a page write to the clipboard on a click; where one does not, the text is saved as a file instead.
  const isCopied = await navigator.clipboard?.writeText(text()).then(
    () => true,
    () => false,
  );
  if (isCopied === true) tell(tNow('summary.copied'));
  else saveSummary();
}

export function saveSummary(): void {
  saveFile(fileName(currentDoc().name, 'summary.txt'), new Blob([`${text()}\n`], { type: 'text/plain;charset=utf-8' }));
}
