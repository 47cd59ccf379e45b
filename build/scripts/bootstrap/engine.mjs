import { join } from 'node:path';
import { repository, run } from './run.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

const failurePath = join(repository, 'node_modules', '.cache', 'weft', 'engine-failure.json');
const patienceMs = 60 * 60 * 1000;

/**
 * Makes the native engine ready where that is possible, and says in one sentence when it is not: the portable engine
 * needs no preparation. A failure that took long to find out is remembered for an hour, so that the next start is
 * quick; naming a wheel or an index, or `weft engine setup`, tries at once.
 * Gives 'native' or 'portable'.
 */
export async function prepareEngine(nodePath, { choice, wheels = [], indexUrl }) {
  if (choice === 'portable' || choice === 'webgpu') return 'portable';
  const failure = wheels.length === 0 && indexUrl === undefined ? rememberedFailure(choice) : undefined;
  if (failure !== undefined) {
    console.error(`${failure} The slower portable engine is used.`);
    return 'portable';
  }
  const options = ['engine', 'setup', '--json', '--engine', choice];
  if (wheels.length > 0) options.push('--wheel', ...wheels);
  if (indexUrl !== undefined) options.push('--index-url', indexUrl);
  const { status, output } = await run(nodePath, [join(repository, 'main', 'cli', 'weft.mjs'), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const result = status === 0 ? JSON.parse(output.trim().split('\n').at(-1) ?? '{}') : undefined;
  for (const note of result?.notes ?? []) console.error(note);
  if (result?.outcome === 'ready') {
    writeStamp(failurePath, '{}');
    return 'native';
  }
  const sentence = result?.sentence ?? 'Setting up the native engine failed; "npm run weft -- engine setup" shows why.';
  if (result?.isCostly) writeStamp(failurePath, JSON.stringify({ choice, sentence, time: Date.now() }));
  console.error(`${sentence} The slower portable engine is used.`);
  return 'portable';
}

function rememberedFailure(choice) {
  const remembered = JSON.parse(readStamp(failurePath) ?? '{}');
  return remembered.choice === choice && Date.now() - remembered.time < patienceMs ? remembered.sentence : undefined;
}
