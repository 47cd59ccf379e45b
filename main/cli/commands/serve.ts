import { type EngineChoice, engineChoices } from '../../../shared/contract/engine-choice.ts';
import { InvalidArgumentError, Option, type Command } from 'commander';

interface ServeWords {
  readonly port: number;
  readonly host?: string;
  readonly engine: EngineChoice;
  readonly home?: string;
  readonly dataFolder?: string;
  readonly plainHttp?: boolean;
  readonly publicHost?: readonly string[];
}

/** `weft serve` shows the app in a browser on this machine. */
export function register(program: Command): void {
  program
    .command('serve')
    .description('serve the app to a browser and print its address')
    .option('--port <number>', 'port to listen on; 0 takes any free one', readPort, 0)
    .option('--host <address>', 'address to listen on; this machine alone unless told otherwise')
    .addOption(
      new Option('--engine <which>', 'engine to train with').choices(engineChoices).default('auto').env('WEFT_ENGINE'),
    )
    .addOption(new Option('--home <folder>', 'folder of projects, data and runs').env('WEFT_HOME'))
    .addOption(new Option('--data-folder <folder>', 'the same as --home').hideHelp())
    .option('--plain-http', 'listen beyond this machine although everybody on the way can read what is sent')
    .option('--public-host <host:port...>', 'names under which a reverse proxy shows the app')
    .action(serve);
}

async function serve(words: ServeWords): Promise<void> {
  // Loaded here: listing the commands must not start a database.
  const { startServer } = await import('../../serve/serve.ts');
  const home = words.dataFolder ?? words.home;
  const served = await startServer({
    port: words.port,
    engine: words.engine,
    ...(words.host === undefined ? {} : { host: words.host }),
    ...(home === undefined ? {} : { home }),
    ...(words.plainHttp === undefined ? {} : { plainHttp: words.plainHttp }),
    ...(words.publicHost === undefined ? {} : { publicHosts: words.publicHost }),
  }).catch((error: unknown) => {
    throw readable(error, words);
  });
  console.log(`Weft Studio is at ${served.url}`);
  console.log('Open this address in a browser on this machine; Ctrl-C ends the app.');
  await untilStopped();
  await served.close();
  process.exit(0);
}

/** Waits for Ctrl-C or a signal; a second Ctrl-C, a second later, ends the program without waiting for anything. */
async function untilStopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let firstTime = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstTime > 0 && Date.now() - firstTime > 1000) process.exit(130);
      firstTime ||= Date.now();
      resolve();
    });
  }
  return promise;
}

function readable(error: unknown, { port, host }: ServeWords): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'EADDRINUSE')
    return new Error(
      `Port ${port} is in use by another program; choose another with --port, or leave it out for any free one.`,
    );
  if (error.code === 'EACCES')
    return new Error(`This user may not listen on port ${port}; choose one above 1023 with --port.`);
  if (error.code === 'EADDRNOTAVAIL')
    return new Error(`This machine has no address ${host ?? ''}; leave out --host to serve this machine alone.`);
  return error;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return port;
}
