import type { Tfjs } from '../engine.ts';
export async function selfTest(_tf: Tfjs): Promise<void> {}
