/**
 * Who has the newest values of a model's variables: the variables themselves, or a session that replays steps and keeps
 * states of its own. Whoever reads or changes variables outside of a replay says so here first; nobody else has to know.
 */
export interface NewestHolder {
  /** Brings the newest values into the variables. */
  beforeRead(): void;
  /** The same, and takes note that the variables are the newest from now on. */
  beforeChange(): void;
}

export interface Newest {
  beforeRead(): void;
  /** `by`: a holder that is about to change its own values; it is not told itself. */
  beforeChange(by?: NewestHolder): void;
  add(holder: NewestHolder): void;
  remove(holder: NewestHolder): void;
}

export function createNewest(): Newest {
  const holders = new Set<NewestHolder>();
  return {
    beforeRead: () => {
      for (const holder of holders) holder.beforeRead();
    },
    beforeChange: (by) => {
      for (const holder of holders) if (holder !== by) holder.beforeChange();
    },
    add: (holder) => {
      holders.add(holder);
    },
    remove: (holder) => {
      holders.delete(holder);
    },
  };
}
