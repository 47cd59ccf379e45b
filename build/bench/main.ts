/** `npm run bench`: our speed beside PyTorch's, Keras' and stock TensorFlow.js'. */
import { Command, Option } from 'commander';
import { type BenchOptions, runBench } from './bench.ts';

const program = new Command('bench')
  .description("compare our speed with PyTorch's, Keras' and stock TensorFlow.js'")
  .option('--json <file>', 'write ratios, ranges and raw figures to a file')
  .option('--quick', 'the training steps of S1, S5, S7 and S9 in three short rounds: a look, not a figure to quote')
  .option('--setup-peers', 'first install PyTorch and Keras into an environment of their own')
  .option('--only <names...>', 'only these workloads, such as S5 S1')
  .option('--app', 'measure the app in Chromium instead: second start, large CSV, dragging among 200 layers')
  .addOption(new Option('--engine <which>', 'engine to measure').choices(['cpu', 'gpu', 'portable']).default('cpu'))
  .action((options: BenchOptions) => runBench(options));

try {
  await program.parseAsync(process.argv);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
