/**
 * - `host-read`: computed values were read in JavaScript, so a decision may hang on them
 * - `shared-input`: two inputs are the same tensor
 * - `variable-created`, `variable-disposed`: the set of tf.Variables changed; often right from the second call on
 * - `unknown-tensor`: an op's input came past the recorder
 * - `operation`: an op, attribute or data type that a graph cannot hold
 */
export type NotTraceableReason =
  | 'host-read'
  | 'shared-input'
  | 'variable-created'
  | 'variable-disposed'
  | 'unknown-tensor'
  | 'operation';

/** Why a body cannot be replayed. `detail` is for a log, in English. */
export class NotTraceable extends Error {
  readonly reason: NotTraceableReason;
  readonly detail: string;
  constructor(reason: NotTraceableReason, detail: string) {
    super(`not traceable (${reason}): ${detail}`);
    this.name = 'NotTraceable';
    this.reason = reason;
    this.detail = detail;
  }
}
