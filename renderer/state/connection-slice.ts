/** Whether the core can be reached, and which engines it has. */
import type { z } from 'zod';
import type { StateCreator } from 'zustand';
import type { engineReportSchema } from '../../shared/contract/studio.ts';
import type { Problem } from '../../shared/problem.ts';
import type { ConnectionStatus } from '../connection/client.ts';
import type { Studio } from './store.ts';

export type EngineReport = z.infer<typeof engineReportSchema>;

export interface ConnectionSlice {
  readonly connection: ConnectionStatus;
  readonly engines: EngineReport['engines'] | null;
  /** Why unsaved work could not be written to disk the last time; null when it was. */
  readonly unkept: Problem | null;
  /** The app was replaced by a newer one while this page was open. */
  readonly outdated: boolean;
  readonly setConnection: (status: ConnectionStatus) => void;
  readonly setUnkept: (problem: Problem | null) => void;
  readonly setOutdated: (outdated: boolean) => void;
  readonly setEngines: (engines: EngineReport['engines']) => void;
}

export const createConnectionSlice: StateCreator<Studio, [], [], ConnectionSlice> = (set) => ({
  connection: 'connecting',
  engines: null,
  unkept: null,
  outdated: false,
  setConnection: (connection) => set({ connection }),
  setUnkept: (unkept) => set({ unkept }),
  setOutdated: (outdated) => set({ outdated }),
  setEngines: (engines) => set({ engines }),
});
