import { type EngineChoice, engineChoices } from '../../../shared/contract/engine-choice.ts';
import { Option, type Command } from 'commander';
import { describeEngines, type EngineReport } from '../../engine/describe.ts';
import { stopCommands } from '../../engine/setup/command.ts';
import { setUpEngine } from '../../engine/setup/setup.ts';
import { progressLine } from '../progress-line.ts';

/** WebGPU comes with the packages. */
const setupChoices = engineChoices.filter((choice) => choice !== 'webgpu');

interface ListWords {
  readonly json?: boolean;
  readonly load?: EngineChoice;
}

interface SetupWords {
  readonly engine: EngineChoice;
  readonly wheel?: readonly string[];
  readonly indexUrl?: string;
  readonly again?: boolean;
  readonly json?: boolean;
}

/** `weft engine` lists what this machine can compute with; `weft engine setup` fetches and builds the native engine. */
export function register(program: Command): void {
  const engine = program
    .command('engine')
    .description('list engines, devices and versions, and what is missing')
    .option('--json', 'print the report as JSON')
    .addOption(
      new Option('--load [which]', 'also load an engine, which proves that it works')
        .choices(engineChoices)
        .preset('auto'),
    )
    .action(async (words: ListWords) => {
      const report = await describeEngines();
      const loaded = words.load === undefined ? undefined : await tryEngine(words.load);
      if (words.json === true) console.log(JSON.stringify({ ...report, loaded }, null, 2));
      else {
        const line = loaded === undefined ? '' : `\nloaded: ${loaded.kind} on ${loaded.device}. ${loaded.why}`;
        console.log(reportText(report) + line);
      }
    });
  engine
    .command('setup')
    .description('fetch TensorFlow with pip and build the native engine against it')
    .addOption(new Option('--engine <which>', 'which engine to set up').choices(setupChoices).default('auto'))
    .addOption(new Option('--wheel <file...>', 'wheel files to take instead of fetching them').env('WEFT_WHEEL'))
    .addOption(new Option('--index-url <address>', 'package index for pip to use').env('WEFT_INDEX_URL'))
    .option('--again', 'fetch and build again')
    .option('--json', 'print the result as JSON')
    .action(async (words: SetupWords, command: Command) =>
      setUp({
        ...words,
        json: command.optsWithGlobals<SetupWords>().json === true,
      }),
    );
}

/** Loads an engine and computes one product with it. */
async function tryEngine(choice: EngineChoice) {
  const { loadEngine } = await import('../../engine/backend.ts');
  const { tf, ...facts } = await loadEngine(choice);
  const product = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]));
  const isRight = (await product.data()).every((value) => value === 3);
  product.dispose();
  return { ...facts, isRight };
}

async function setUp(words: SetupWords): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopCommands();
      process.exit(130);
    });
  }
  const line = progressLine();
  const result = await setUpEngine(
    {
      choice: words.engine,
      wheels: words.wheel,
      indexUrl: words.indexUrl,
      again: words.again,
    },
    (progress) => line.report(progress),
  );
  line.done();
  if (words.json === true) {
    console.log(JSON.stringify(result));
  } else if (result.outcome === 'ready') {
    for (const note of result.notes) console.log(note);
    console.log(`The native engine (${result.flavour}) is ${result.changed ? 'set up' : 'up to date'}.`);
  } else {
    console.log(`${result.sentence} The portable engine does the job, more slowly.`);
  }
}

function reportText(report: EngineReport): string {
  const engines = report.engines.map((engine) => {
    const mark = engine.kind === report.preferred ? '*' : ' ';
    const state = engine.ready ? 'ready' : 'not ready';
    const maker = engine.kind === 'tensorflow-gpu' ? 'recurrent layers by cuDNN' : 'own recurrent kernels';
    const kernels = engine.hasRecurrentKernels ? `, ${maker}` : '';
    return [
      `${mark} ${engine.kind.padEnd(15)} ${state.padEnd(10)} version ${engine.version}, device: ${engine.device}${kernels}`,
      ...engine.missing.map((text) => `    missing: ${text}`),
    ].join('\n');
  });
  return [`Node ${report.node}; engines are kept in ${report.home}`, ...engines, '* is what "auto" takes'].join('\n');
}
