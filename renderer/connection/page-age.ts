/** Whether this page is older than the core it talks to: the app was replaced by a newer one while the page was open. */
import { insideElectron } from './transport.ts';

const ownScript = (): string | undefined =>
  document.querySelector('script[type="module"][src*="assets/"]')?.getAttribute('src') ?? undefined;

/** Asks for the page anew: a newer one has another script. False when that cannot be told; in Electron page and core are one. */
export async function isPageOutdated(): Promise<boolean> {
  const script = ownScript();
  if (script === undefined || insideElectron()) return false;
  try {
    const answer = await fetch('./', { cache: 'no-store' });
    const page = answer.ok ? await answer.text() : '';
    return page.includes('<script') && !page.includes(script);
  } catch {
    return false;
  }
}
