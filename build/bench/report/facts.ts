import { sideNames, type Side } from '../sides.ts';
import type { BenchReport } from './report.ts';

/** What a reader has to know about the figures, a sentence each. */
export function factLines(report: BenchReport): readonly string[] {
  const { machine, versions, settings, losses, failures } = report;
  const [before = 0, after = before] = machine.loads;
  return [
    'Medians over alternating blocks; ratios are ours divided by theirs, in brackets those of the single rounds.',
    `${machine.processor}, ${machine.threads} threads (${machine.instructionSets.join(', ')}), ${machine.gigabytes} GB, ` +
      `${machine.system}, Node ${machine.node}; load ${before} before, ${after} after.`,
    // Versions are kept by side.
    ...Object.entries(versions).map(
      ([side, words = {}]) =>
        `${sideNames[side as Side] ?? side}: ${Object.entries(words)
          .map((pair) => pair.join(' '))
          .join(', ')}.`,
    ),
    ...(Object.keys(settings).length === 0
      ? []
      : [
          `Settings: ${Object.entries(settings)
            .map((pair) => pair.join(' '))
            .join(', ')}.`,
        ]),
    ...modeLines(report),
    ...(losses === undefined ? [] : [lossLine(losses)]),
    ...failures.map((failure) => `NOT MEASURED: ${failure}`),
  ];
}

function lossLine(losses: NonNullable<BenchReport['losses']>): string {
  const largest = Math.max(...Object.values(losses).flatMap((differences) => Object.values(differences)));
  return Number.isFinite(largest)
    ? `From our first weights, every side's losses before and after an update differ from ours by at most ${largest.toExponential(1)} (relative).`
    : 'No losses were compared.';
}

function modeLines({ modes }: BenchReport): readonly string[] {
  const keys = Object.keys(modes);
  const eager = keys.filter((key) => modes[key] === 'eager');
  if (keys.length === 0) return [];
  const replayed = 'Our steps were recorded once and replayed in one call each';
  if (eager.length === keys.length) return ['Our steps ran op by op.'];
  return [eager.length === 0 ? `${replayed}.` : `${replayed}; op by op ran ${eager.join(', ')}.`];
}
