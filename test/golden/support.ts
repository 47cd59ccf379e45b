import { loadEngine } from '../../main/engine/backend.ts';

export * from './folders.ts';

/** The native engine where it is set up, else the portable one. */
export const testEngine = await loadEngine('cpu');
