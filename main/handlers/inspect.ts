/** `inspect.*`: what flows through a graph that is being drawn. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { Flow, FlowRequest } from '../../shared/contract/flow.ts';
import type { InspectHost } from '../inspect/inspect-host.ts';
import type { RunManager } from '../runs/run-manager.ts';
import { studio } from './studio.ts';
import { usableRun } from './use.ts';

export interface InspectDeps {
  readonly runs: RunManager;
  readonly inspections: InspectHost;
  /** What `auto` means in this app, as it was started. */
  readonly engine: EngineChoice;
  readonly dataFolder: string;
}

export function inspectHandlers({ runs, inspections, engine, dataFolder }: InspectDeps) {
  async function flow(asked: FlowRequest, signal = new AbortController().signal): Promise<Flow> {
    const request = { ...asked, engine: asked.engine === 'auto' ? engine : asked.engine };
    const { weights } = request;
    const runFolder = weights.kind === 'run' ? (await usableRun(runs, weights.runId)).runFolder : null;
    return inspections.use(request.engine, signal, (client) =>
      client.inspect({ dataFolder, request, runFolder }, { signal }),
    );
  }
  return { flow: studio.inspect.flow.handler(({ input, signal }) => flow(input, signal)) };
}
