/** `project.*`: the core keeps projects; one client writes, the others watch. */
import { newId, type ProjectId } from '../../shared/ids.ts';
import { StudioError } from '../../shared/problem.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { projectText } from '../../shared/project-file/project-text.ts';
import { maxProjectBytes, readProjectFile } from '../projects/project-file.ts';
import type { ProjectStore } from '../projects/project-store.ts';
import type { SettingsStore } from '../projects/settings-store.ts';
import type { ProjectWriters } from '../projects/writers.ts';
import { namedApart, newProject } from '../projects/new-project.ts';
import { studio } from './studio.ts';

export interface ProjectDeps {
  readonly projects: ProjectStore;
  readonly writers: ProjectWriters;
  readonly settings: SettingsStore;
}

export function projectHandlers({ projects, writers, settings }: ProjectDeps) {
  const mustWrite = (doc: ProjectDoc, clientId: string) => {
    if (!writers.claim(doc.id, clientId, false)) throw new StudioError('project/read-only', { id: doc.id });
  };
  return {
    list: studio.project.list.handler(() => projects.list()),
    create: studio.project.create.handler(async ({ input }) => {
      const { language } = await settings.read();
      const doc = newProject(newId<ProjectId>('project'), input.name, input.template, language ?? 'en');
      await projects.save(await namedApart(doc, projects));
      return { id: doc.id };
    }),
    open: studio.project.open.handler(async ({ input }) => {
      const { doc, recovered } = await projects.open(input.id);
      const writable = writers.claim(input.id, input.clientId, input.takeOver);
      return { doc, recovered, writable, revision: writers.revision(input.id) };
    }),
    journal: studio.project.journal.handler(async ({ input }) => {
      mustWrite(input.doc, input.clientId);
      await projects.journal(input.doc);
      return {};
    }),
    save: studio.project.save.handler(async ({ input }) => {
      mustWrite(input.doc, input.clientId);
      await projects.save(input.doc);
      return { revision: writers.saved(input.doc.id) };
    }),
    close: studio.project.close.handler(({ input }) => {
      writers.release(input.id, input.clientId);
      return {};
    }),
    versions: studio.project.versions.handler(({ input }) => projects.versions(input.id)),
    version: studio.project.version.handler(async ({ input }) => ({
      doc: await projects.version(input.id, input.version),
    })),
    remove: studio.project.remove.handler(async ({ input }) => {
      await projects.remove(input.id);
      writers.forget(input.id);
      return {};
    }),
    download: studio.project.download.handler(async ({ input }) => {
      const doc = await projects.read(input.id);
      return {
        name: `${fileName(doc.name)}.weft.json`,
        file: new Blob([projectText(doc)], { type: 'application/json' }),
      };
    }),
    upload: studio.project.upload.handler(async ({ input }) => {
      const { size } = input.file;
      if (size > maxProjectBytes) throw new StudioError('project/too-large', { bytes: size, limit: maxProjectBytes });
      const read = readProjectFile(new Uint8Array(await input.file.arrayBuffer()));
      if (!read.ok) throw new StudioError(read.problem.code, read.problem.details);
      // A fresh id: an uploaded file never replaces a project that is already here.
      const doc = { ...read.value, id: newId<ProjectId>('project') };
      await projects.save(await namedApart(doc, projects));
      return { id: doc.id };
    }),
    watch: studio.project.watch.handler(({ input, signal }) => writers.watch(input.id, input.clientId, signal)),
  };
}

/** A name that every file system takes; the project's own name stays inside the file. */
const fileName = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N} ._-]/gu, '-')
    .trim()
    .slice(0, 100) || 'project';
