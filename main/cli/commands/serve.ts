import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EngineChoice } from '../../engine/engine.ts';
import { startServer } from '../../serve/serve.ts';

interface ServeWords {
  readonly port?: number;
  readonly host: string;
  readonly engine: EngineChoice;
  readonly dataFolder?: string;
  readonly publicHost?: readonly string[];
  readonly plainHttp?: boolean;
}

const loopbackHosts = ['127.0.0.1', 'localhost', '::1'];

/** `weft serve` shows the app to a browser and prints its address, until Ctrl-C. */
export function register(program: Command): void {
  program
    .command('serve')
    .description('serve the app to a browser on this machine and print its address')
    .option('--port <number>', 'port to listen on; any free one when absent', portNumber)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(new Option('--engine <which>', 'engine of runs that do not choose one').choices(['auto', 'cpu', 'gpu', 'portable']).default('auto'))
    .option('--data-folder <folder>', 'where projects, data and runs are kept (default: WEFT_HOME, or the usual place)')
    .option('--public-host <host...>', 'host:port under which a reverse proxy shows the app')
    .option('--plain-http', 'listen beyond this machine although everybody on the way can read and change what is sent')
    .action(serve);
}

async function serve(words: ServeWords): Promise<void> {
  if (!loopbackHosts.includes(words.host) && words.plainHttp !== true) {
    throw new Error(
      `Listening on ${words.host} lets the network see everything that is sent, the token too. Use an SSH tunnel to this machine, or add --plain-http to do it all the same.`,
    );
  }
  // One faulty page or engine process must not end everybody's app.
  process.on('unhandledRejection', (error) => console.error(error));
  const served = await startServer({
    host: words.host,
    engine: words.engine,
    ...(words.port === undefined ? {} : { port: words.port }),
    ...(words.dataFolder === undefined ? {} : { home: words.dataFolder }),
    ...(words.publicHost === undefined ? {} : { publicHosts: words.publicHost }),
  });
  console.log(`Weft Studio: ${served.url}`);
  await untilAskedToEnd();
  await served.close();
}

function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('expected a number from 0 to 65535');
  return port;
}
