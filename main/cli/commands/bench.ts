import { join } from 'node:path';
import type { Command } from 'commander';

/** The bench belongs to the repository, not to the packaged program: it is looked up only when it is asked for. */
interface Bench {
  readonly runBench: (options: BenchWords) => Promise<void>;
}

interface BenchWords {
  readonly json?: string;
  readonly quick?: boolean;
  readonly setupPeers?: boolean;
  readonly only?: readonly string[];
  readonly engine?: string;
  readonly app?: boolean;
}

/** `weft bench`: our training step beside PyTorch's and Keras'. */
export function register(program: Command): void {
  program
    .command('bench')
    .description("time our training step against PyTorch's and Keras'")
    .option('--json <file>', 'write ratios, ranges and raw figures to a file')
    .option('--quick', 'three short rounds: a look, not a figure to quote')
    .option('--setup-peers', 'first install PyTorch and Keras into an environment of their own')
    .option('--only <names...>', 'only these workloads, such as S5 S1')
    .option('--app', 'measure the app in Chromium instead: second start, large CSV, dragging among 200 layers')
    .option('--engine <which>', 'engine to measure: cpu, gpu or portable', 'cpu')
    .action(async (words: BenchWords) => {
      const file = join(import.meta.dirname, '..', '..', '..', 'build', 'bench', 'bench.ts');
      const { runBench } = (await import(file)) as Bench;
      await runBench(words);
    });
}
