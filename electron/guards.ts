/** What a page may not do, even if somebody else's code runs in it: go elsewhere, open windows, ask for devices, load. */
import type { Session, Shell, WebContents } from 'electron';
import { appOrigin } from './app-scheme.ts';
import { saveDialogOptions } from './dialogs.ts';

/** Hosts that links may open in the person's browser. Exact names, https only. */
const externalHosts: readonly string[] = ['keras.io', 'www.tensorflow.org', 'js.tensorflow.org'];

export function isExternalAllowed(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === 'https:' && username === '' && password === '' && externalHosts.includes(host);
}

/** Applied to every web contents there will ever be. */
export function guardContents(contents: WebContents, shell: Pick<Shell, 'openExternal'>): void {
  // The page never navigates: it is loaded once, and reloading is no navigation.
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalAllowed(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** Writing to the clipboard is what *Copy* does; nothing else is granted. */
const isPermissionGranted = (permission: string, origin: string | undefined): boolean =>
  permission === 'clipboard-sanitized-write' && origin === appOrigin;

export function guardSession(session: Session, locale: string): void {
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(isPermissionGranted(permission, originOf(contents?.getURL()))),
  );
  session.setPermissionCheckHandler((_, permission, origin) => isPermissionGranted(permission, originOf(origin)));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((request, answer) => answer({ cancel: !isLoadAllowed(request.url) }));
  // The only downloads are files that the page made itself, and the person chooses where they go.
  session.on('will-download', (event, item, contents) => {
    const isOurs = item.getURL().startsWith(`blob:${appOrigin}/`) && originOf(contents?.getURL()) === appOrigin;
    if (isOurs) item.setSaveDialogOptions(saveDialogOptions(item.getFilename(), locale));
    else event.preventDefault();
  });
}

/** Everything the page needs comes from the app itself; developer tools load from their own scheme. */
function isLoadAllowed(address: string): boolean {
  return (
    address.startsWith(`${appOrigin}/`) || address.startsWith(`blob:${appOrigin}/`) || /^(data|devtools):/.test(address)
  );
}

/** `weft://app` of any address of the app; Node's URL gives custom schemes no origin. */
function originOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}
