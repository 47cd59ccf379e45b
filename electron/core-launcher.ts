/** Main's side of the core: starts its process, starts engine and data processes when it asks, hands ports over. */
import type { MessagePortMain, UtilityProcess } from 'electron';
import { engineEnvironment } from '../main/process/environment.ts';
import { fromCoreSchema, type ToCore } from './core-messages.ts';
import type { AppFiles, ElectronParts } from './electron-parts.ts';

export interface CoreProcess {
  /** Gives a page's port to the core. */
  connect(port: MessagePortMain): void;
  /** Asks the core to stop runs and write everything; resolves when its process has ended, at the latest after `limitMs`. */
  close(limitMs: number): Promise<void>;
}

type Parts = Pick<ElectronParts, 'utilityProcess' | 'MessageChannelMain'>;
const keptErrorCharacters = 8_000;

/** `onDeath`: the process ended although nobody asked it to. */
export function launchCore(parts: Parts, files: AppFiles, version: string, onDeath: () => void): CoreProcess {
  const { utilityProcess } = parts;
  const core = utilityProcess.fork(files.core, [version], { serviceName: 'Weft Studio core', stdio: 'inherit' });
  const children = new Map<number, UtilityProcess>();
  let closing = false;
  const send = (message: ToCore, ports: MessagePortMain[] = []) => core.postMessage(message, ports);

  core.on('message', (message: unknown) => {
    const parsed = fromCoreSchema.safeParse(message);
    if (!parsed.success) return;
    const request = parsed.data;
    switch (request.kind) {
      case 'start-process':
        children.set(
          request.id,
          startChild(parts, files[request.entry], request, send, () => children.delete(request.id)),
        );
        return;
      case 'kill-process':
        killNow(children.get(request.id));
        return;
      case 'closed':
        core.kill();
    }
  });
  const exited = new Promise<void>((resolve) => {
    core.on('exit', () => {
      // They leave by themselves when their port closes; one that hangs must not hold the graphics card.
      for (const child of children.values()) killNow(child);
      resolve();
      if (!closing) onDeath();
    });
  });
  return {
    connect: (port) => send({ kind: 'page' }, [port]),
    close: async (limitMs) => {
      closing = true;
      send({ kind: 'close' });
      const timer = setTimeout(() => killNow(core), limitMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

function startChild(
  { utilityProcess, MessageChannelMain }: Parts,
  file: string,
  { id, entry, words }: { readonly id: number; readonly entry: string; readonly words: readonly string[] },
  send: (message: ToCore, ports?: MessagePortMain[]) => void,
  onExit: () => void,
): UtilityProcess {
  const child = utilityProcess.fork(file, [...words], {
    serviceName: `Weft Studio ${entry}`,
    env: engineEnvironment(process.env),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errorOutput = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errorOutput = (errorOutput + chunk.toString('utf8')).slice(-keptErrorCharacters);
  });
  child.on('exit', (code: number | null) => {
    onExit();
    send({ kind: 'process-exited', id, code, errorOutput });
  });
  const { port1, port2 } = new MessageChannelMain();
  child.postMessage(null, [port1]);
  send({ kind: 'process-started', id }, [port2]);
  return child;
}

/** `kill()` asks politely on POSIX; a process in an endless operation hears no request. */
function killNow(child: UtilityProcess | undefined): void {
  const pid = child?.pid;
  child?.kill();
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone in between.
  }
}
