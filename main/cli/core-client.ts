/** A core for the time of one command, over the folders of the app. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import { createCore } from '../core.ts';
import { type StudioClient, studioClient } from '../process/client-port.ts';
import { forkData, forkEngine } from '../process/fork-engine.ts';
import { createPortPair } from '../process/port.ts';
import { corePaths } from '../projects/paths.ts';

export async function withCore<T>(engine: EngineChoice, work: (client: StudioClient) => Promise<T>): Promise<T> {
  const core = createCore({
    paths: corePaths(),
    startEngine: forkEngine(),
    startData: forkData,
    now: Date.now,
    version: 'cli',
    mode: 'served',
    engine,
  });
  const [ours, theirs] = createPortPair();
  core.serve(theirs);
  try {
    return await work(studioClient(ours));
  } finally {
    ours.close();
    await core.close();
  }
}
