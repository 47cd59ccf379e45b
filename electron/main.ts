/** Electron's entry: names the parts and the files, and starts. */
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  MessageChannelMain,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { startDesktop } from './desktop.ts';

const folder = import.meta.dirname;

// Not awaited here: Electron becomes ready only after this module has been evaluated.
startDesktop(
  { app, BrowserWindow, dialog, Menu, MessageChannelMain, protocol, session, shell, utilityProcess },
  {
    preload: join(folder, 'preload.cjs'),
    core: join(folder, 'core-process.js'),
    engine: join(folder, 'engine-process.js'),
    data: join(folder, 'data-process.js'),
    renderer: join(folder, '..', 'renderer'),
  },
).catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
