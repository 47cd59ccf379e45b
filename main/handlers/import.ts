/** `model.*`: a model of another program becomes a project with a finished run, or its weights a run of the open project. */
import { basename, extname } from 'node:path';
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { Job } from '../../shared/contract/engine.ts';
import { emptyRecipe } from '../../shared/data/recipe.ts';
import { newId, type ProjectId, type RunId } from '../../shared/ids.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import type { Problem } from '../../shared/problem.ts';
import { maxNameLength, type ProjectDoc, projectFormat, projectVersion } from '../../shared/project-doc.ts';
import { readInProcess } from '../import/import-host.ts';
import type { ModelUpload } from '../import/model-upload.ts';
import type { ModelUploads } from '../import/model-uploads.ts';
import type { StartEngine } from '../process/engine-process.ts';
import { namedApart } from '../projects/new-project.ts';
import type { ProjectStore } from '../projects/project-store.ts';
import { asError, compileRun, type DataFactsOf } from '../runs/compile-run.ts';
import { removeRunFolder } from '../runs/run-folder.ts';
import type { RunManager } from '../runs/run-manager.ts';
import { studio } from './studio.ts';

export interface ImportDeps {
  readonly projects: ProjectStore;
  readonly runs: RunManager;
  readonly uploads: ModelUploads;
  readonly startEngine: StartEngine;
  readonly dataFactsOf: DataFactsOf;
  /** What `auto` means in this app, as it was started. */
  readonly engine: EngineChoice;
}

export function importHandlers(deps: ImportDeps) {
  const { uploads } = deps;
  return {
    begin: studio.model.begin.handler(async ({ input }) => {
      return { importId: await uploads.begin(input.files) };
    }),
    chunk: studio.model.chunk.handler(async ({ input }) => {
      await uploads
        .get(input.importId)
        .chunk(input.file, input.offset, new Uint8Array(await input.bytes.arrayBuffer()));
      return {};
    }),
    cancel: studio.model.cancel.handler(async ({ input }) => {
      await uploads.forget(input.importId);
      return {};
    }),
    import: studio.model.import.handler(async ({ input }) => {
      const files = uploads.get(input.importId).files();
      const runId = newId<RunId>('run');
      try {
        return input.into.kind === 'project'
          ? await importProject(deps, files, runId)
          : await importIntoProject(deps, files, runId, input.into.doc);
      } catch (error) {
        await removeRunFolder(deps.runs.folderOf(runId));
        throw error;
      } finally {
        await uploads.forget(input.importId);
      }
    }),
  };
}

type Files = ReturnType<ModelUpload['files']>;
interface Imported {
  readonly projectId: ProjectId;
  readonly runId: RunId;
  readonly notes: Problem[];
}

async function importProject(
  { projects, runs, startEngine, engine }: ImportDeps,
  files: Files,
  runId: RunId,
): Promise<Imported> {
  const found = await readInProcess(startEngine, (client) =>
    client.importModel({ files: [...files], runFolder: runs.folderOf(runId) }),
  );
  const made: ProjectDoc = {
    format: projectFormat,
    version: projectVersion,
    id: newId<ProjectId>('project'),
    name: projectName(files, found.name),
    template: null,
    graph: found.graph,
    data: { source: null, recipe: emptyRecipe },
    training: found.settings,
  };
  const doc = await namedApart(made, projects);
  await projects.save(doc);
  const job = { runId, engine, model: found.model, settings: found.settings, ...doc.data };
  await runs.keepImported(doc, job, { name: shownName(files), notes: found.notes });
  return { projectId: doc.id, runId, notes: found.notes };
}

async function importIntoProject(deps: ImportDeps, files: Files, runId: RunId, doc: ProjectDoc): Promise<Imported> {
  const { runs, startEngine } = deps;
  const job = await jobOf(deps, runId, doc);
  const { model } = job;
  await readInProcess(startEngine, (client) =>
    client.importWeights({ files: [...files], runFolder: runs.folderOf(runId), model }),
  );
  await runs.keepImported(doc, job, { name: shownName(files), notes: [] });
  return { projectId: doc.id, runId, notes: [] };
}

/** With data, what training would compile; without, what the drawing alone says. */
async function jobOf({ engine, dataFactsOf }: ImportDeps, runId: RunId, doc: ProjectDoc): Promise<Job> {
  if (doc.data.source !== null) return compileRun(runId, doc, engine, dataFactsOf);
  const compiled = graphToKeras(doc.graph, { inputSpecs: [] });
  if (!compiled.ok) throw asError(compiled.problem);
  return { runId, engine, model: compiled.value, settings: doc.training, ...doc.data };
}

/** The file that a person thinks of: of several, the one that names the others. */
const shownName = (files: Files): string =>
  (files.find(({ name }) => name.endsWith('.json')) ?? files[0])?.name.split(/[/\\]/).at(-1)?.slice(0, 200) ?? '';

/** `model.json` and `model.keras` say nothing, the name inside then says more. */
function projectName(files: Files, inside: string): string {
  const shown = shownName(files);
  const bare = basename(shown, extname(shown))
    .replace(/\.weights$/, '')
    .trim();
  return (/^(model|)$/i.test(bare) ? inside || bare || 'model' : bare).slice(0, maxNameLength);
}
