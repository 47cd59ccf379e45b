/** Who may write a project: one tab or window at a time; another reads until it takes over. */
import type { ProjectId } from '../../shared/ids.ts';
import { createBroadcast } from '../process/broadcast.ts';

export interface ProjectEvent {
  readonly kind: 'writable' | 'read-only' | 'saved';
  readonly revision: number;
}

export interface ProjectWriters {
  /** Makes `client` the writer when nobody is, or when it takes over. Returns whether it may write. */
  claim(id: ProjectId, client: string, takeOver: boolean): boolean;
  mayWrite(id: ProjectId, client: string): boolean;
  release(id: ProjectId, client: string): void;
  revision(id: ProjectId): number;
  /** Counts a save and tells the watchers. */
  saved(id: ProjectId): number;
  forget(id: ProjectId): void;
  /** What happens to the project; when the last stream of the writer ends (its page is gone), the project is free. */
  watch(id: ProjectId, client: string, signal?: AbortSignal): AsyncGenerator<ProjectEvent>;
  close(): void;
}

interface Notice {
  /** undefined: for everybody. */
  readonly client: string | undefined;
  readonly event: ProjectEvent;
}

export function createProjectWriters(): ProjectWriters {
  const projects = new Map<ProjectId, ReturnType<typeof createState>>();
  const createState = () => ({
    writer: undefined as string | undefined,
    revision: 1,
    notices: createBroadcast<Notice>(),
    streams: new Map<string, number>(),
  });
  const stateOf = (id: ProjectId) => {
    const known = projects.get(id) ?? createState();
    projects.set(id, known);
    return known;
  };
  const setWriter = (id: ProjectId, client: string | undefined) => {
    const state = stateOf(id);
    const before = state.writer;
    if (before === client) return;
    state.writer = client;
    const { revision } = state;
    if (before !== undefined) state.notices.send({ client: before, event: { kind: 'read-only', revision } });
    if (client !== undefined) state.notices.send({ client, event: { kind: 'writable', revision } });
  };
  const release = (id: ProjectId, client: string) => {
    const state = projects.get(id);
    if (state?.writer === client) state.writer = undefined;
  };
  return {
    claim: (id, client, takeOver) => {
      const { writer } = stateOf(id);
      if (writer === undefined || takeOver) setWriter(id, client);
      return stateOf(id).writer === client;
    },
    mayWrite: (id, client) => {
      const { writer } = stateOf(id);
      return writer === undefined || writer === client;
    },
    release,
    revision: (id) => stateOf(id).revision,
    saved: (id) => {
      const state = stateOf(id);
      state.revision += 1;
      state.notices.send({ client: undefined, event: { kind: 'saved', revision: state.revision } });
      return state.revision;
    },
    forget: (id) => {
      projects.get(id)?.notices.close();
      projects.delete(id);
    },
    watch: async function* (id, client, signal) {
      const state = stateOf(id);
      const notices = state.notices.stream(signal);
      state.streams.set(client, (state.streams.get(client) ?? 0) + 1);
      try {
        for await (const notice of notices) {
          if (notice.client === undefined || notice.client === client) yield notice.event;
        }
      } finally {
        await notices.return(undefined);
        const left = (state.streams.get(client) ?? 1) - 1;
        if (left > 0) state.streams.set(client, left);
        else {
          state.streams.delete(client);
          release(id, client);
        }
      }
    },
    close: () => {
      for (const { notices } of projects.values()) notices.close();
    },
  };
}
