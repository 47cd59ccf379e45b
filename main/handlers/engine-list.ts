/** The engines of this machine as `app.engines` lists them: which one runs, and why, in the person's language. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { EngineReport } from '../engine/describe.ts';
import type { EngineKind } from '../engine/engine.ts';
import type { EngineReason } from '../../shared/contract/engine-reason.ts';
import type { Language } from '../../shared/i18n/index.ts';
import { engineReasonText } from '../engine/reason.ts';

export interface ListedEngine {
  readonly kind: EngineKind;
  readonly available: boolean;
  readonly chosen: boolean;
  readonly version: string | null;
  readonly device: string | null;
  readonly why: string;
}

/** `choice`: what the app was started with. A choice that this machine cannot meet falls back, as loading it does. */
export function listEngines(report: EngineReport, choice: EngineChoice, language: Language): ListedEngine[] {
  const chosen = chosenKind(report, choice);
  const reason = engineReasonText(reasonFor(report, choice, chosen), language);
  return report.engines.map(({ kind, ready, version, device, missing }) => ({
    kind,
    available: ready,
    chosen: kind === chosen,
    version,
    device,
    why: kind === chosen ? [reason, ...missing].join(' ') : missing.join('; '),
  }));
}

function chosenKind({ engines, preferred }: EngineReport, choice: EngineChoice): EngineKind {
  const isReady = (kind: EngineKind) => engines.some((engine) => engine.kind === kind && engine.ready);
  if (choice === 'portable') return 'portable';
  if (choice === 'webgpu' && isReady('webgpu')) return 'webgpu';
  if (choice === 'cpu' && isReady('tensorflow-cpu')) return 'tensorflow-cpu';
  return preferred;
}

function reasonFor(report: EngineReport, choice: EngineChoice, chosen: EngineKind): EngineReason {
  if (choice === 'portable') return { code: 'engine/chosen-portable' };
  if (chosen === 'webgpu') return { code: 'engine/webgpu-tried' };
  if (chosen === 'portable') return { code: 'engine/not-set-up' };
  if (chosen === 'tensorflow-gpu') return { code: 'engine/native-gpu' };
  return { code: choice === 'gpu' ? 'engine/gpu-absent' : 'engine/native-cpu' };
}
