/** Processes beside the core, whoever starts them: `fork` under Node, Electron's main in the desktop app. */
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
/** The process that reads and prepares data sets, over the folder that holds them. */
export type StartData = (folder: string) => Promise<EngineProcess>;
