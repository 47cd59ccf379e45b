import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** A failure whose message is all that people need to read. */
export class BootstrapProblem extends Error {
  name = 'BootstrapProblem';
}

const silent = new Set();
const visible = new Set();
const graceMs = 3000;
let stopping = false;

/**
 * On Ctrl-C we wait for our children to end, so that none is left half-way unseen. A terminal signals them as well;
 * a signal sent to us alone is handed on. Preparing steps may be killed: each writes under a temporary name or is
 * begun anew by the next start, and npm for one goes on for half a minute.
 */
export function stopWithUs() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      stopping = true;
      if (silent.size + visible.size === 0) process.exit(130);
      const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY;
      for (const child of [...silent, ...visible]) if (!fromTerminal) child.kill(signal);
      setTimeout(() => silent.forEach((child) => child.kill('SIGKILL')), graceMs).unref();
    });
  }
}

/** Runs a program that talks to the user itself; gives its exit status. */
export function runVisible(program, options, settings = {}) {
  return run(program, options, { ...settings, stdio: 'inherit', children: visible }).then((result) => result.status);
}

/** Runs a program in silence (`stdio` decides what is kept); gives its status and output. Rejects with a stop on Ctrl-C. */
export function run(program, options, settings = {}) {
  return new Promise((resolve, reject) => {
    const { onOutput, children = silent, ...spawnSettings } = settings;
    const child = spawn(program, options, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'], ...spawnSettings });
    children.add(child);
    let output = '';
    let errors = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      onOutput?.(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      errors = (errors + text).slice(-100_000);
      onOutput?.(text);
    });
    child.on('error', (error) => {
      children.delete(child);
      resolve({ status: 127, output: '', errors: error.message });
    });
    child.on('close', (status, signal) => {
      children.delete(child);
      if (stopping && children === silent) {
        console.error('Stopped; the next start goes on from here.');
        process.exit(130);
      }
      if (status === null && signal === null) reject(new BootstrapProblem(`${program} ended without a status`));
      else resolve({ status: status ?? 1, output, errors, signal });
    });
  });
}

/** npm as npm itself started us, or as the shell finds it. */
export function runNpm(options, settings = {}) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script))
    return run(process.execPath, [script, ...options], settings);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', options, {
    ...settings,
    shell: process.platform === 'win32',
  });
}
