/** Which side has the newest values of the variables that a session's states stand for; copies only when it must. */
import type { Tracer } from '../../engine/traced/tracer.ts';
import type { Newest, NewestHolder } from '../model/newest.ts';

type Newer = 'variables' | 'session' | 'neither';

export interface SessionValues extends NewestHolder {
  /** Before functions of the session run. */
  beforeReplay(): void;
  /** After one that changes states has run. */
  afterChange(): void;
  /** The session holds what the variables hold. */
  agree(): void;
  dispose(): void;
}

export function createSessionValues(tracer: Tracer, newest: Newest): SessionValues {
  let newer: Newer = 'variables';
  const values: SessionValues = {
    beforeRead() {
      if (newer !== 'session') return;
      newer = 'neither';
      tracer.pull();
    },
    beforeChange() {
      values.beforeRead();
      newer = 'variables';
    },
    beforeReplay() {
      newest.beforeChange(values);
      if (newer !== 'variables') return;
      tracer.push();
      newer = 'neither';
    },
    afterChange() {
      newer = 'session';
    },
    agree() {
      newer = 'neither';
    },
    dispose() {
      values.beforeRead();
      newest.remove(values);
    },
  };
  newest.add(values);
  return values;
}
