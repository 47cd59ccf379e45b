/** One report of how far a long step is; steps come one after the other. */
export interface Progress {
  /** What is being done, in words. */
  readonly step: string;
  /** 0 to 1, or undefined while the whole is unknown. */
  readonly fraction?: number;
  /** Sizes and the like. */
  readonly detail?: string;
}

export type ReportProgress = (progress: Progress) => void;

/** 287309824 as "274.0 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

/** An expected failure of setup: its message is the sentence that people read. */
export class SetupProblem extends Error {
  override readonly name = 'SetupProblem';
  /** True when finding out took long (a network that does not answer), so that it is not tried again at every start. */
  readonly isCostly: boolean;
  constructor(message: string, isCostly = false) {
    super(message);
    this.isCostly = isCostly;
  }
}
