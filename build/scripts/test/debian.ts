import { existsSync } from 'node:fs';
import { runCommand } from '../../../main/engine/setup/command.ts';
import { say } from './report.ts';

let listsAreFresh = false;

/** Installs Debian packages when we are root on a system with apt; gives false when that is not so or it fails. */
export async function installDebian(names: readonly string[]): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!listsAreFresh) {
    say('Reading package lists (apt-get update)');
    listsAreFresh = (await runCommand('apt-get', ['update', '-q'], { env, timeoutMs: 5 * 60_000 })).status === 0;
  }
  say(`Installing ${names.join(', ')} (apt-get install)`);
  let unpacked = 0;
  const onLine = (line: string) => {
    if (/^Setting up/.test(line) && (unpacked += 1) % 20 === 0) say(`  ${unpacked} packages set up`);
  };
  return (
    (
      await runCommand('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], {
        env,
        timeoutMs: 10 * 60_000,
        onLine,
      })
    ).status === 0
  );
}
