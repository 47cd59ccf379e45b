import { join } from 'node:path';
import { findElectron, prepareElectronFiles } from './electron.mjs';
import { prepareEngine } from './engine.mjs';
import { prepareRenderer } from './renderer.mjs';
import { repository, runVisible } from './run.mjs';

const choices = ['auto', 'cpu', 'gpu', 'portable', 'webgpu'];

/** `npm start`: the app in Electron where that can be, else served to the browser; gives the exit status. */
export async function start({ words, nodePath }) {
  const options = readOptions(words);
  if (options.problem !== undefined) {
    console.error(options.problem);
    return 2;
  }
  await prepareEngine(nodePath, options);
  await prepareRenderer(nodePath);
  const environment = { ...process.env, WEFT_ENGINE: options.choice };
  if (!options.serve) {
    const electron = await findElectron(nodePath);
    if (electron.path !== undefined) {
      await prepareElectronFiles(nodePath);
      return runVisible(electron.path, [repository, ...options.rest], { env: environment });
    }
    console.log(`Electron does not run here: ${electron.why}. Weft Studio is served to your browser instead.`);
  }
  return runVisible(
    nodePath,
    [join(repository, 'main', 'cli', 'weft.mjs'), 'serve', '--engine', options.choice, ...options.rest],
    { env: environment },
  );
}

/** Our own options are taken out; the rest is the server's (or Electron's). */
export function readOptions(words) {
  const options = {
    serve: false,
    choice: process.env.WEFT_ENGINE || 'auto',
    wheels: [],
    indexUrl: undefined,
    rest: [],
    problem: undefined,
  };
  const queue = words.flatMap((word) =>
    /^--(engine|wheel|index-url)=/.test(word)
      ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
      : [word],
  );
  while (queue.length > 0) {
    const word = queue.shift();
    if (word === '--serve') options.serve = true;
    else if (word === '--engine') options.choice = queue.shift() ?? '';
    else if (word === '--wheel') options.wheels.push(queue.shift() ?? '');
    else if (word === '--index-url') options.indexUrl = queue.shift();
    else options.rest.push(word);
  }
  // A port only makes sense for the server.
  if (options.rest.some((word) => word === '--port' || word.startsWith('--port='))) options.serve = true;
  if (!choices.includes(options.choice))
    options.problem = `--engine takes one of ${choices.join(', ')}; received "${options.choice}".`;
  return options;
}
