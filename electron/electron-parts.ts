/** What the desktop shell uses of Electron, handed in by main.ts: tests hand in a recorder instead. */
import type * as Electron from 'electron';

export type ElectronParts = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'Menu'
  | 'MessageChannelMain'
  | 'protocol'
  | 'session'
  | 'shell'
  | 'utilityProcess'
>;

/** Files of the packaged app that the shell starts or shows. */
export interface AppFiles {
  readonly preload: string;
  readonly core: string;
  readonly engine: string;
  readonly data: string;
  /** Folder of the built page. */
  readonly renderer: string;
}
