import { readFileSync } from 'node:fs';

const own = new URL('../../package.json', import.meta.url);

/** The version in a `package.json`: the studio's own, or that of a package. Throws where there is no such file. */
export function packageVersion(file: string | URL = own): string {
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }; // every package has one
  return version;
}
