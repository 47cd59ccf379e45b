/** `inspect.*`: what flows through a graph that is being drawn, and how long its layers take once it is trained. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { Flow, FlowRequest } from '../../shared/contract/flow.ts';
import type { LayerTimes } from '../../shared/contract/layer-times.ts';
import { choiceOf } from '../../shared/contract/machine.ts';
import { figuresOfNodes, layerCalls } from '../../shared/flow/layer-calls.ts';
import type { RunId } from '../../shared/ids.ts';
import type { InspectHost } from '../inspect/inspect-host.ts';
import { readMachine } from '../runs/run-folder.ts';
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
  /** Measured on the engine that the run was trained with; of an imported model, on the one it would be. */
  async function layerTimes(runId: RunId, signal = new AbortController().signal): Promise<LayerTimes> {
    const { runFolder, engine: asked } = await usableRun(runs, runId);
    const machine = await readMachine(runFolder);
    const choice = machine ? choiceOf(machine) : asked === 'auto' ? engine : asked;
    const { calls, ...measured } = await inspections.use(choice, signal, (client) =>
      client.layerTimes({ dataFolder, runFolder, engine: choice }, { signal }),
    );
    const { nodes, total } = figuresOfNodes(
      layerCalls(runs.get(runId).doc.graph),
      new Map(calls.map(({ path, ms }) => [path, ms])),
    );
    return {
      ...measured,
      runId,
      totalMs: total,
      nodes: nodes.map(({ scope, node, value }) => ({ scope, node, ms: value })),
    };
  }

  return {
    flow: studio.inspect.flow.handler(({ input, signal }) => flow(input, signal)),
    layerTimes: studio.inspect.layerTimes.handler(({ input, signal }) => layerTimes(input.runId, signal)),
  };
}
