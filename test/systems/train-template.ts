/** Opens a template through the studio's contract, trains it on the real engine and tells what came of it. */
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fromFigure } from '../../shared/contract/figures.ts';
import type { Source } from '../../shared/data/source.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import type { RunId } from '../../shared/ids.ts';
import type { TemplateId } from '../../shared/templates/index.ts';
import type { Studio } from '../support/studio.ts';

export interface TrainedRun {
  readonly runId: RunId;
  readonly params: number;
  readonly engine: string;
  /** Figures of every epoch, in order; the losses of every step. */
  readonly epochs: readonly Readonly<Record<string, number>>[];
  readonly stepLosses: readonly number[];
  readonly seconds: number;
}

export type Change = (doc: ProjectDoc) => ProjectDoc;

/** Seeds of data and weights alike, so that three seeds are three independent trainings. */
export const withSeed =
  (seed: number): Change =>
  (doc) => ({
    ...doc,
    training: { ...doc.training, seed },
    data: {
      ...doc.data,
      source: doc.data.source?.kind === 'generator' ? { ...doc.data.source, seed } : doc.data.source,
    },
  });

export async function openTemplate({ client }: Studio, template: TemplateId): Promise<ProjectDoc> {
  const { id } = await client.project.create({ template });
  return (await client.project.open({ id, clientId: 'systems-test', takeOver: false })).doc;
}

/** Trains to the end. Throws when the run fails, with its problem. */
export async function train({ client }: Studio, doc: ProjectDoc): Promise<TrainedRun> {
  const began = performance.now();
  const { runId } = await client.run.start({ doc, engine: 'auto', from: { kind: 'new' } });
  const epochs: Record<string, number>[] = [];
  const stepLosses: number[] = [];
  let params = 0;
  let engine = '';
  for await (const events of await client.run.watch({ runId, afterSeq: 0 })) {
    for (const { event } of events) {
      if (event.kind === 'started') ({ params, engine } = event);
      if (event.kind === 'batches') stepLosses.push(...(event.figures['loss'] ?? []).map(fromFigure));
      if (event.kind === 'epoch')
        epochs.push(
          Object.fromEntries(Object.entries(event.figures).map(([name, value]) => [name, fromFigure(value)])),
        );
      if (event.kind === 'status' && event.problem)
        throw new Error(`The run ended with ${JSON.stringify(event.problem)}`);
    }
  }
  return { runId, params, engine, epochs, stepLosses, seconds: (performance.now() - began) / 1000 };
}

/** Trains the template once for each seed; `figure` reads the number that counts. */
export async function medianOver(
  studio: Studio,
  template: TemplateId,
  seeds: readonly number[],
  figure: (run: TrainedRun) => number | Promise<number>,
  change: Change = (doc) => doc,
): Promise<{ readonly median: number; readonly values: readonly number[] }> {
  const doc = change(await openTemplate(studio, template));
  const values: number[] = [];
  for (const seed of seeds) values.push(await figure(await train(studio, withSeed(seed)(doc))));
  const median = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  console.log(`${template}: median ${median.toFixed(4)} of ${values.map((value) => value.toFixed(4)).join(', ')}`);
  return { median, values };
}

export const bestOf = (run: TrainedRun, figure: string, better: 'max' | 'min'): number =>
  run.epochs
    .map((epoch) => epoch[figure] ?? Number.NaN)
    .reduce((a, b) => (better === 'max' ? Math.max(a, b) : Math.min(a, b)));
export const lastOf = (run: TrainedRun, figure: string): number => run.epochs.at(-1)?.[figure] ?? Number.NaN;

const sharedFolder = process.env['WEFT_SHARED'] ?? join(import.meta.dirname, '..', '..', '..', 'shared');
export const sharedFile = (name: string): string => join(sharedFolder, 'data', name);
export const hasShared = existsSync(sharedFile('indoor-movement.csv'));
export const unlessShared = hasShared ? '' : ' SKIPPED: no ../shared';

/** Imports bytes as a page does, in chunks, and gives the source that a project names. */
export async function importBytes({ client }: Studio, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Source> {
  const { uploadId } = await client.data.begin({ name, bytes: bytes.byteLength });
  const chunk = 1 << 20;
  for (let offset = 0; offset < bytes.byteLength; offset += chunk) {
    await client.data.chunk({ uploadId, offset, bytes: new Blob([bytes.subarray(offset, offset + chunk)]) });
  }
  for await (const event of await client.data.follow({ uploadId })) {
    if (event.kind === 'failed') throw new Error(JSON.stringify(event.problems));
    if (event.kind !== 'done') continue;
    const { dataset } = event;
    const file = { sha256: dataset.sha256, name: dataset.name, bytes: dataset.bytes };
    if (dataset.kind === 'text') return { kind: 'text', file, encoding: dataset.encoding };
    return {
      kind: 'table',
      file: { ...file, columns: dataset.columns.map(({ name: column, type }) => ({ name: column, type })) },
    };
  }
  throw new Error('The import ended without a result.');
}

export const importShared = async (studio: Studio, name: string): Promise<Source> =>
  importBytes(studio, basename(name), new Uint8Array(await readFile(sharedFile(name))));

export const bindTo =
  (source: Source): Change =>
  (doc) => ({ ...doc, data: { ...doc.data, source } });
