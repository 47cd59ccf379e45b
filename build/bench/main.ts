/** `npm run bench`: our speed beside PyTorch's, Keras' and stock TensorFlow.js'. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { runBench } from './bench.ts';
import { type BenchOptions, partNames } from './plan.ts';

const program = new Command('bench')
  .description("compare our speed with PyTorch's, Keras' and stock TensorFlow.js'")
  .option('--quick', 'the training steps of S1, S5, S7 and S9 in three short rounds: a look, not a figure to quote')
  .option('--only <names...>', 'only the training steps of these workloads, such as S5 S1')
  .addOption(new Option('--parts <names...>', 'only these parts').choices(partNames))
  .option('--rounds <count>', 'blocks of each side, of which the median is told', readCount)
  .option('--app', 'measure the app in Chromium alone: second start, large CSV')
  .option('--ui', 'measure the editor in Chromium alone: main-thread times with 200, 1,000 and 3,000 layers')
  .option('--json <file>', 'write ratios, ranges and raw figures to a file')
  .option('--write-readme', 'put the tables and the chart into the README')
  .option('--no-peers', 'measure our own side alone')
  .option('--setup-peers', 'install PyTorch and Keras again where they do not load')
  .addOption(new Option('--engine <which>', 'engine to measure').choices(['cpu', 'gpu', 'portable']).default('cpu'))
  .addOption(
    new Option('--mode <how>', "how our steps run; the trainer's own choice when absent").choices(['eager', 'traced']),
  )
  .addOption(new Option('--isa <set>', 'limit all sides to an instruction set').choices(['avx2']))
  .action(async (options: BenchOptions) => {
    await runBench(options);
  });

function readCount(word: string): number {
  const count = Number(word);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('expected a whole number from 1 on');
  return count;
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
