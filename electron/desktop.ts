/** The desktop app: one window, one core, every guard in place before the page is loaded. */
import type { BrowserWindow } from 'electron';
import { appScheme, serveAppScheme } from './app-scheme.ts';
import { type CoreProcess, launchCore } from './core-launcher.ts';
import { showCoreFailure } from './dialogs.ts';
import type { AppFiles, ElectronParts } from './electron-parts.ts';
import { guardContents, guardSession } from './guards.ts';
import { menuTemplate } from './menu.ts';
import { pageAddress, portChannel, windowOptions } from './window.ts';

/** Stopping a run may take its process five seconds. */
const closeLimitMs = 7_000;
/** A core that ends more often than this within a minute will not stay up the next time either. */
const deathsAllowed = 3;
const deathWindowMs = 60_000;

/** Starts the app; resolves when its window is on its way, or at once in a second instance. */
export async function startDesktop(parts: ElectronParts, files: AppFiles): Promise<void> {
  const { app, protocol } = parts;
  if (!app.requestSingleInstanceLock() || isRemoteControlled(parts)) {
    app.quit();
    return;
  }
  protocol.registerSchemesAsPrivileged([appScheme]);
  app.enableSandbox();
  app.on('web-contents-created', (_, contents) => guardContents(contents, parts.shell));
  await app.whenReady();
  run(parts, files);
}

/** A shipped app that is told to listen for a debugger was not started by its owner. */
const isRemoteControlled = ({ app }: ElectronParts): boolean =>
  app.isPackaged &&
  ['remote-debugging-port', 'remote-debugging-pipe', 'inspect', 'inspect-brk', 'js-flags'].some((name) =>
    app.commandLine.hasSwitch(name),
  );

function run(parts: ElectronParts, files: AppFiles): void {
  const { app, BrowserWindow, dialog, Menu, protocol, session } = parts;
  const locale = app.getLocale();
  protocol.handle(appScheme.scheme, serveAppScheme(files.renderer));
  guardSession(session.defaultSession, locale);
  const menu = menuTemplate({ isMac: process.platform === 'darwin', isPackaged: app.isPackaged, locale });
  Menu.setApplicationMenu(menu && Menu.buildFromTemplate(menu));

  let window: BrowserWindow | undefined;
  let deaths: number[] = [];
  const startCore = (): CoreProcess =>
    launchCore(parts, files, app.getVersion(), () => {
      deaths = [...deaths.filter((at) => Date.now() - at < deathWindowMs), Date.now()];
      if (deaths.length > deathsAllowed) {
        showCoreFailure(dialog, locale);
        app.exit(1);
        return;
      }
      core = startCore();
      // The page gets its port when it is loaded; what was unsaved comes back from the journal.
      window?.webContents.reload();
    });
  let core = startCore();

  const openWindow = () => {
    const opened = new BrowserWindow(windowOptions(files.preload, app.isPackaged));
    window = opened;
    opened.once('ready-to-show', () => opened.show());
    opened.on('closed', () => {
      window = undefined;
    });
    opened.webContents.on('dom-ready', () => givePort(parts, opened, core));
    // A training goes on in its own process; the page finds its figures again.
    opened.webContents.on('render-process-gone', () => opened.webContents.reload());
    void opened.loadURL(pageAddress);
  };
  openWindow();

  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (!window) openWindow();
  });
  app.on('window-all-closed', () => app.quit());
  let isClosed = false;
  app.on('before-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void core.close(closeLimitMs).then(() => {
      isClosed = true;
      app.quit();
    });
  });
}

function givePort({ MessageChannelMain }: ElectronParts, window: BrowserWindow, core: CoreProcess): void {
  // The port goes to our own page and to no other, whatever a window might show one day.
  if (window.webContents.getURL() !== pageAddress) return;
  const { port1, port2 } = new MessageChannelMain();
  core.connect(port1);
  window.webContents.postMessage(portChannel, null, [port2]);
}
