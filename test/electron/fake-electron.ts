/**
 * Electron without Electron: records what the shell asks for and lets a test fire events. Utility processes are worker
 * threads with a `process.parentPort`, so that the real core runs in one and real ports go to it.
 */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron';
import type { ElectronParts } from '../../electron/electron-parts.ts';

export interface FakeOptions {
  readonly isPackaged?: boolean;
  readonly locale?: string;
  readonly hasLock?: boolean;
  readonly switches?: readonly string[];
  /** Environment of the utility processes. */
  readonly env?: Readonly<Record<string, string>>;
}

type Answer = (...values: unknown[]) => void;
type Handler = (...values: never[]) => unknown;

export class FakeContents extends EventEmitter {
  url = '';
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  readonly sent: { channel: string; message: unknown; ports: MessagePort[] }[] = [];
  reloads = 0;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.openHandler = handler;
  }
  getURL() {
    return this.url;
  }
  postMessage(channel: string, message: unknown, ports: MessagePort[]) {
    this.sent.push({ channel, message, ports });
    this.emit('sent');
  }
  reload() {
    this.reloads += 1;
    this.emit('dom-ready');
  }
}

export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly options: BrowserWindowConstructorOptions;
  focused = 0;
  shown = 0;
  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }
  loadURL(url: string) {
    this.webContents.url = url;
    return Promise.resolve();
  }
  show() {
    this.shown += 1;
  }
  focus() {
    this.focused += 1;
  }
  isMinimized() {
    return false;
  }
  restore() {}
}

class FakeUtilityProcess extends EventEmitter {
  readonly stderr = new EventEmitter();
  // No pid: it is this very process, and the launcher kills by pid.
  readonly pid = undefined;
  readonly entry: string;
  readonly env: Readonly<Record<string, string>> | undefined;
  readonly #worker: Worker;
  constructor(entry: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    super();
    this.entry = entry;
    this.env = env;
    this.#worker = new Worker(new URL('./utility-worker.ts', import.meta.url), {
      argv: [...args],
      env: { ...env },
      execArgv: [],
      workerData: { entry },
    });
    this.#worker.on('message', (message: unknown) => this.emit('message', message));
    this.#worker.on('error', (error) => this.stderr.emit('data', Buffer.from(String(error.stack))));
    this.#worker.on('exit', (code) => this.emit('exit', code));
  }
  postMessage(data: unknown, ports: MessagePort[] = []) {
    this.#worker.postMessage({ data, ports }, ports);
  }
  kill() {
    void this.#worker.terminate();
    return true;
  }
  /** Ends it unseen, as a test ends: the shell would start the next one in its place. */
  async end() {
    this.removeAllListeners();
    await this.#worker.terminate();
  }
}

export function createFakeElectron(options: FakeOptions = {}) {
  const windows: FakeWindow[] = [];
  const utilities: FakeUtilityProcess[] = [];
  const session = Object.assign(new EventEmitter(), {
    request: undefined as Handler | undefined,
    check: undefined as Handler | undefined,
    device: undefined as Handler | undefined,
    load: undefined as Handler | undefined,
    setPermissionRequestHandler(handler: Handler) {
      session.request = handler;
    },
    setPermissionCheckHandler(handler: Handler) {
      session.check = handler;
    },
    setDevicePermissionHandler(handler: Handler) {
      session.device = handler;
    },
    webRequest: {
      onBeforeRequest(handler: Handler) {
        session.load = handler;
      },
    },
  });
  const recorded = {
    windows,
    utilities,
    session,
    schemes: [] as unknown[],
    handlers: new Map<string, (request: Request) => Promise<Response>>(),
    opened: [] as string[],
    errors: [] as string[],
    menu: undefined as MenuItemConstructorOptions[] | null | undefined,
    sandboxed: false,
    quits: 0,
    exits: [] as number[],
    readyBeforeSchemes: false,
  };
  let isReady = false;
  const app = Object.assign(new EventEmitter(), {
    isPackaged: options.isPackaged ?? true,
    commandLine: { hasSwitch: (name: string) => options.switches?.includes(name) ?? false },
    requestSingleInstanceLock: () => options.hasLock ?? true,
    enableSandbox: () => {
      recorded.sandboxed = !isReady;
    },
    whenReady: async () => {
      isReady = true;
    },
    getLocale: () => options.locale ?? 'en-GB',
    getVersion: () => '1.2.3',
    quit: () => {
      recorded.quits += 1;
      let prevented = false;
      app.emit('before-quit', { preventDefault: () => (prevented = true) });
      if (!prevented) app.emit('quit');
    },
    exit: (code: number) => recorded.exits.push(code),
  });
  const parts = {
    app,
    BrowserWindow: class extends FakeWindow {
      constructor(windowOptions: BrowserWindowConstructorOptions) {
        super(windowOptions);
        windows.push(this);
        app.emit('web-contents-created', {}, this.webContents);
      }
    },
    dialog: { showErrorBox: (title: string, text: string) => recorded.errors.push(`${title}: ${text}`) },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: MenuItemConstructorOptions[] | null) => {
        recorded.menu = menu;
      },
    },
    MessageChannelMain: MessageChannel,
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown[]) => {
        recorded.readyBeforeSchemes = isReady;
        recorded.schemes.push(...schemes);
      },
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
        recorded.handlers.set(scheme, handler),
    },
    session: { defaultSession: session },
    shell: { openExternal: async (url: string) => void recorded.opened.push(url) },
    utilityProcess: {
      fork: (entry: string, args: readonly string[], forkOptions: { env?: Record<string, string> }) => {
        // Electron's own rule: without `env` a child has its parent's.
        const inherited = process.env as Record<string, string>;
        const utility = new FakeUtilityProcess(entry, args, { ...(forkOptions.env ?? inherited), ...options.env });
        utilities.push(utility);
        return utility;
      },
    },
  };
  return { parts: parts as unknown as ElectronParts, app, recorded };
}

export const ask = (handler: Handler | undefined, ...values: unknown[]): unknown => {
  let answer: unknown;
  const result = (handler as unknown as (...all: unknown[]) => unknown)(...values, ((value: unknown) => {
    answer = value;
  }) satisfies Answer);
  return answer ?? result;
};
