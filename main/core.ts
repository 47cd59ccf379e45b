/**
 * The core: everything behind the studio contract. It runs under plain Node or in Electron's utility process, starts
 * engine processes and never loads TensorFlow itself.
 */
import { join } from 'node:path';
import type { EngineChoice } from '../shared/contract/engine-choice.ts';
import { appHandlers } from './handlers/app.ts';
import { dataHandlers } from './handlers/data.ts';
import { exportHandlers } from './handlers/export.ts';
import { importHandlers } from './handlers/import.ts';
import { inspectHandlers } from './handlers/inspect.ts';
import { projectHandlers } from './handlers/project.ts';
import { runHandlers } from './handlers/run.ts';
import { trainHandlers } from './handlers/train.ts';
import { useHandlers } from './handlers/use.ts';
import { createModelUploads } from './import/model-uploads.ts';
import { createInspectHost } from './inspect/inspect-host.ts';
import { createProbeHost } from './probe/probe-host.ts';
import { createDataHost } from './data/data-host.ts';
import type { StartData, StartEngine } from './process/engine-process.ts';
import type { Port } from './process/port.ts';
import { servePort } from './process/serve-port.ts';
import type { CorePaths } from './projects/paths.ts';
import { createProjectStore } from './projects/project-store.ts';
import { createSettingsStore } from './projects/settings-store.ts';
import { createProjectWriters } from './projects/writers.ts';
import { dataFactsOf } from './runs/input-specs.ts';
import { createModelHost } from './runs/model-host.ts';
import { createRunManager } from './runs/run-manager.ts';

/** Whoever presses Train sees it begin; the estimate beside the button has mostly measured before. */
const probePatienceMs = 3_000;

export interface CoreOptions {
  readonly paths: CorePaths;
  readonly startEngine: StartEngine;
  readonly startData: StartData;
  readonly now: () => number;
  readonly version: string;
  readonly mode: 'served' | 'electron' | 'test';
  /** What a run that asks for `auto` gets; `auto` chooses by what the machine has. */
  readonly engine: EngineChoice;
  /** Whether steps are timed before a run to choose how it computes; else it computes as its engine prefers. */
  readonly probeRuns?: boolean;
}

export interface Core {
  /** Answers calls on a port until the port closes. */
  serve(port: Port): void;
  /** Stops runs, ends engine processes and closes every file. */
  close(): Promise<void>;
}

export function createCore(options: CoreOptions): Core {
  const projects = createProjectStore(options.paths.projects);
  const settings = createSettingsStore(options.paths.settings);
  const writers = createProjectWriters();
  const { paths, startEngine, now, engine } = options;
  const data = createDataHost(() => options.startData(paths.data));
  const factsOf = dataFactsOf(data);
  const probes = createProbeHost({
    startEngine,
    dataFolder: paths.data,
    cacheFolder: join(paths.cache, 'probes'),
  });
  const runs = createRunManager({
    folder: paths.runs,
    dataFolder: paths.data,
    startEngine,
    now,
    dataFactsOf: factsOf,
    ...((options.probeRuns ?? options.mode !== 'test') ? { probes } : {}),
    ...(options.mode === 'test' ? {} : { probePatienceMs }),
  });
  const models = createModelHost(startEngine);
  const uploads = createModelUploads();
  const inspections = createInspectHost(startEngine);
  const useDeps = { runs, models, dataFolder: paths.data };
  const router = {
    app: appHandlers({ version: options.version, mode: options.mode, settings, engine }),
    project: projectHandlers({ projects, writers, settings }),
    data: dataHandlers(data),
    train: trainHandlers({ probes, engine, dataFactsOf: factsOf }),
    run: runHandlers({ runs, engine, projects }),
    model: importHandlers({ projects, runs, uploads, startEngine, engine, dataFactsOf: factsOf }),
    use: useHandlers({ ...useDeps, projects }),
    inspect: inspectHandlers({ runs, inspections, engine, dataFolder: paths.data }),
    export: exportHandlers(useDeps),
  };
  return {
    serve: (port) => servePort(router, port),
    close: async () => {
      writers.close();
      await runs.close();
      await probes.close();
      await models.close();
      await uploads.close();
      await inspections.close();
      await data.close();
    },
  };
}
