/** A real core for tests, in this process or behind the served app, each with a data folder of its own. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import { WebSocket } from 'ws';
import { createCore } from '../../main/core.ts';
import { type StudioClient, studioClient } from '../../main/process/client-port.ts';
import type { StartEngine } from '../../main/process/engine-process.ts';
import { forkData, forkEngine } from '../../main/process/fork-engine.ts';
import { createPortPair, portOfWebSocket } from '../../main/process/port.ts';
import { corePaths } from '../../main/projects/paths.ts';
import { type Served, startServer } from '../../main/serve/serve.ts';
import { newFolder, removeFolder } from './folders.ts';

export interface StudioOptions {
  readonly engine?: EngineChoice;
  /** A data folder to use again; it is then left in place. */
  readonly home?: string;
  readonly startEngine?: StartEngine;
  /** Steps are timed before runs, as outside of tests. */
  readonly probeRuns?: boolean;
}

export interface Studio {
  /** Every call of the studio contract. */
  readonly client: StudioClient;
  readonly home: string;
  /** Ends runs and engine processes and removes the data folder. */
  close(): Promise<void>;
}

/** A core in this process, spoken to over a MessageChannel. */
export async function startStudio(options: StudioOptions = {}): Promise<Studio> {
  const home = options.home ?? newFolder();
  const core = createCore({
    paths: corePaths(home),
    startEngine: options.startEngine ?? forkEngine(),
    startData: forkData,
    now: Date.now,
    version: '0.0.0-test',
    mode: 'test',
    engine: options.engine ?? 'auto',
    ...(options.probeRuns === undefined ? {} : { probeRuns: options.probeRuns }),
  });
  const [ours, theirs] = createPortPair();
  core.serve(theirs);
  return {
    client: studioClient(ours),
    home,
    close: async () => {
      await core.close();
      ours.close();
      if (options.home === undefined) await removeFolder(home);
    },
  };
}

export interface ServedStudio extends Studio, Pick<Served, 'url' | 'origin' | 'token'> {}

/** The served app on a free port of loopback, with a client on its WebSocket. */
export async function startServed(
  options: StudioOptions & { readonly rendererFolder?: string } = {},
): Promise<ServedStudio> {
  const home = options.home ?? newFolder();
  const served = await startServer({
    home,
    mode: 'test',
    engine: options.engine ?? 'auto',
    ...(options.startEngine === undefined ? {} : { startEngine: options.startEngine }),
    ...(options.rendererFolder === undefined ? {} : { rendererFolder: options.rendererFolder }),
  });
  const { client, close } = await connect(served);
  return {
    client,
    home,
    url: served.url,
    origin: served.origin,
    token: served.token,
    close: async () => {
      close();
      await served.close();
      if (options.home === undefined) await removeFolder(home);
    },
  };
}

/** One more client on a served app: a second tab. */
export async function connect(
  served: Pick<Served, 'origin' | 'token'>,
): Promise<{ client: StudioClient; close(): void }> {
  const socket = new WebSocket(`${served.origin.replace('http', 'ws')}/rpc`, {
    headers: { Authorization: `Bearer ${served.token}` },
  });
  const port = portOfWebSocket(socket);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { client: studioClient(port), close: () => socket.terminate() };
}
