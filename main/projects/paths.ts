/** Where the app keeps its things: `WEFT_HOME`, or the usual place of this system. */
import { join } from 'node:path';
import envPaths from 'env-paths';

export interface CorePaths {
  /** Imported tables and texts. */
  readonly data: string;
  readonly projects: string;
  readonly runs: string;
  /** A file. */
  readonly settings: string;
  /** What can be found out again. */
  readonly cache: string;
}

export function corePaths(home: string = defaultHome()): CorePaths {
  return {
    data: join(home, 'data'),
    projects: join(home, 'projects'),
    runs: join(home, 'runs'),
    settings: join(home, 'settings.json'),
    cache: join(home, 'cache'),
  };
}

function defaultHome(): string {
  const chosen = process.env['WEFT_HOME'];
  return chosen === undefined || chosen === '' ? envPaths('weft-studio', { suffix: '' }).data : chosen;
}
