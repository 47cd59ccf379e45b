/** An engine process as the core sees it, whoever started it: `fork` under Node, Electron's main in the desktop app. */
import type { Port } from './port.ts';

export interface EngineExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last lines it wrote to its standard error: they tell a lack of memory from a crash. */
  readonly errorOutput: string;
}

export interface EngineProcess {
  readonly port: Port;
  readonly exited: Promise<EngineExit>;
  /** Ends it at once, whatever it does. */
  kill(): void;
}

export type StartEngine = () => Promise<EngineProcess>;
