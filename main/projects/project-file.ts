/** Reading what holds a project, whatever it looks like: limits, version ladder and validation in one place. */
import { graphLadder } from '../../shared/graph/migrations.ts';
import { type Problem, problem } from '../../shared/problem.ts';
import { type ProjectDoc, projectDocSchema, projectFormat, projectVersion } from '../../shared/project-doc.ts';
import { isPng, textInPng, textInSvg } from '../../shared/project-file/picture-project.ts';
import { isShareText, sharedJson } from '../../shared/project-file/share-text.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { isRecord } from '../../shared/json.ts';

/** Larger files are refused before they are parsed. */
export const maxProjectBytes = 50 * 1024 * 1024;

/** Step `n` makes version n + 1 of version n, beside what the ladder of graphs does. */
const migrations: Readonly<Record<number, (raw: Readonly<Record<string, unknown>>) => Record<string, unknown>>> = {};

/**
 * Reads a project from a file of its own, a shared text, or a picture that carries it. Problems: those of
 * `readProjectText`, and `project/unreadable` for a picture without a project and for a damaged text.
 */
export function readProjectFile(bytes: Uint8Array): Result<ProjectDoc, Problem> {
  if (bytes.length > maxProjectBytes)
    return failed(problem('project/too-large', { bytes: bytes.length, limit: maxProjectBytes }));
  if (isPng(bytes)) return readCarried(textInPng(bytes));
  const text = new TextDecoder().decode(bytes);
  if (isShareText(text)) return readShared(text);
  if (/^\s*<(\?xml|!--|!DOCTYPE|svg)/.test(text)) return readCarried(textInSvg(text));
  return readProjectText(text);
}

const readCarried = (text: string | undefined): Result<ProjectDoc, Problem> =>
  text === undefined ? failed(unreadable('bare-picture')) : readShared(text);

function readShared(text: string): Result<ProjectDoc, Problem> {
  const json = sharedJson(text, maxProjectBytes);
  return json === undefined ? failed(unreadable('damaged-text')) : readProjectText(json);
}

/**
 * Reads a project file of this version or an older one. Problems: `project/too-large`, `project/newer-version`,
 * `project/unreadable` with the place inside the file.
 */
export function readProjectText(text: string): Result<ProjectDoc, Problem> {
  if (text.length > maxProjectBytes)
    return failed(problem('project/too-large', { bytes: text.length, limit: maxProjectBytes }));
  try {
    return readProjectValue(JSON.parse(text));
  } catch (error) {
    // A syntax error, or nesting so deep that reading it exhausts the stack.
    return failed(unreadable(error instanceof SyntaxError ? 'no-json' : 'too-deep'));
  }
}

function readProjectValue(value: unknown): Result<ProjectDoc, Problem> {
  if (!isRecord(value) || value['format'] !== projectFormat) return failed(unreadable('other-format'));
  const { version } = value;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return failed(unreadable('no-version'));
  if (version > projectVersion) return failed(problem('project/newer-version', { version, supported: projectVersion }));
  const parsed = projectDocSchema.safeParse(migrated(value, version));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return failed(unreadable('wrong-value', issue?.path.join('.')));
}

function migrated(raw: Readonly<Record<string, unknown>>, from: number): Readonly<Record<string, unknown>> {
  let value = raw;
  for (let version = from; version < projectVersion; version++) {
    const graph = graphLadder[version]?.(value['graph']) ?? value['graph'];
    value = { ...(migrations[version]?.(value) ?? value), version: version + 1, graph };
  }
  return value;
}

/** `reason` has a text under `reason.<reason>`; `place` is where in the document. */
const unreadable = (reason: UnreadableReason, place = ''): Problem => problem('project/unreadable', { reason, place });
type UnreadableReason =
  | 'no-json'
  | 'too-deep'
  | 'other-format'
  | 'no-version'
  | 'wrong-value'
  | 'bare-picture'
  | 'damaged-text';
