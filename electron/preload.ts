/** Runs before the page, in its own world: passes one port on and exposes nothing. */
import { ipcRenderer } from 'electron';

declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: string, targetOrigin: string, transfer: readonly unknown[]): void;
};

ipcRenderer.on('weft-port', ({ ports }) => {
  const [port] = ports;
  if (port) window.postMessage('weft-port', window.location.origin, [port]);
});
