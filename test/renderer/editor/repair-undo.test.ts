/** Every repair is one named step: undoing it gives back the very document, redoing it the mended one. */
import { expect, test } from 'vitest';
import { currentDoc, updateDoc, useStudio } from '../../../renderer/state/store.ts';
import { unknownFacts } from '../../../shared/data/batch-facts.ts';
import { inferGraph } from '../../../shared/graph/infer-shapes.ts';
import { applyRepair } from '../../../shared/graph/repairs.ts';
import { validateGraph } from '../../../shared/graph/validate-graph.ts';
import { repairCases, withLoss } from '../../graph/repair-cases.ts';
import { emptyProject } from './project.ts';

test.each(repairCases.map((entry) => ({ ...entry, name: `${entry.repair}${entry.title ? ` (${entry.title})` : ''}` })))(
  '$name',
  (entry) => {
    const settings = { ...withLoss(entry.loss ?? 'mean_squared_error'), ...entry.training };
    const drawn = { ...emptyProject(), graph: entry.doc, training: settings };
    useStudio.getState().showProject({ doc: drawn, writable: true, recovered: false });
    const targetSpecs = [entry.target, entry.secondTarget].flatMap((target) => (target ? [target] : []));
    const options = { inputSpecs: entry.inputs, targetSpecs, settings, batches: entry.batches ?? unknownFacts };
    const found = validateGraph(entry.doc, options).find(
      ({ code, nodeId, wireId }) => code === entry.code && (nodeId === entry.at || wireId === entry.at),
    );
    if (!found) throw new Error('The problem is not found.');
    const context = { ...options, inference: inferGraph(entry.doc, options) };
    updateDoc('command.repair', (doc) => applyRepair(doc, entry.repair, found, context));
    const mended = currentDoc();
    expect(mended).not.toBe(drawn);
    expect(useStudio.getState().past.map(({ command }) => command)).toEqual(['command.repair']);
    useStudio.getState().undo();
    expect(currentDoc()).toBe(drawn);
    useStudio.getState().redo();
    expect(currentDoc()).toBe(mended);
  },
);
