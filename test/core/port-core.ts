/** A core in a process of its own, spoken to over the fork's port: tests kill it. */
import { createCore } from '../../main/core.ts';
import { forkData, forkEngine } from '../../main/process/fork-engine.ts';
import { openParentPort } from '../../main/process/parent-port.ts';
import { corePaths } from '../../main/projects/paths.ts';

const core = createCore({
  paths: corePaths(process.argv[2] ?? ''),
  startEngine: forkEngine(),
  startData: forkData,
  now: Date.now,
  version: '0.0.0-test',
  mode: 'test',
  engine: 'auto',
});
core.serve(await openParentPort());
