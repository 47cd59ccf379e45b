/** `train.*`: what can be said of a run before it begins. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { Estimate } from '../../shared/contract/probe.ts';
import type { RunId } from '../../shared/ids.ts';
import { StudioError } from '../../shared/problem.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { estimateOf } from '../probe/estimate.ts';
import type { ProbeHost } from '../probe/probe-host.ts';
import { compileRun, type DataFactsOf } from '../runs/compile-run.ts';
import { studio } from './studio.ts';

export interface TrainDeps {
  readonly probes: Pick<ProbeHost, 'follow'>;
  /** What `auto` means in this app, as it was started. */
  readonly engine: EngineChoice;
  readonly dataFactsOf: DataFactsOf;
}

export function trainHandlers({ probes, engine: preferred, dataFactsOf }: TrainDeps) {
  async function* estimate(doc: ProjectDoc, asked: EngineChoice, signal?: AbortSignal): AsyncGenerator<Estimate> {
    const { source, recipe } = doc.data;
    if (!source) throw new StudioError('training/no-data', {});
    const facts = await dataFactsOf(source, recipe);
    // The id names no run: nothing is stored under it.
    const job = await compileRun('run-estimate' as RunId, doc, asked === 'auto' ? preferred : asked, () =>
      Promise.resolve(facts),
    );
    const records = probes.follow(job, signal ?? new AbortController().signal);
    for await (const record of records) yield estimateOf(record, doc, facts.inputs);
  }
  return { estimate: studio.train.estimate.handler(({ input, signal }) => estimate(input.doc, input.engine, signal)) };
}
