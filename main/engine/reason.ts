/** The sentence that says why this engine runs. */
import type { EngineReason } from '../../shared/contract/engine-reason.ts';
import type { Language } from '../../shared/i18n/index.ts';
import { translator } from '../../shared/i18n/translate.ts';

export const engineReasonText = (reason: EngineReason, language: Language = 'en'): string =>
  translator(language)(`reason.${reason.code}`, reason);
