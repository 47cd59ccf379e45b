/** The one window: a sandboxed page that gets one port to the core and nothing else. */
import type { BrowserWindowConstructorOptions } from 'electron';
import { appOrigin } from './app-scheme.ts';

export const pageAddress = `${appOrigin}/index.html`;
/** The channel on which preload receives the port; the page knows the same word. */
export const portChannel = 'weft-port';

export function windowOptions(preload: string, isPackaged: boolean): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Weft Studio',
    backgroundColor: '#f7f7f5',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      devTools: !isPackaged,
    },
  };
}
