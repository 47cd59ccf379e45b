/** Undo keeps named whole documents; a drag or typing in one field is one step. */
import { beforeEach, describe, expect, test } from 'vitest';
import { undoLimit } from '../../../renderer/state/document-slice.ts';
import { currentDoc, updateDoc, useStudio } from '../../../renderer/state/store.ts';
import { openEmptyProject } from './project.ts';

const rename = (name: string, merge?: string): void =>
  updateDoc('command.renameProject', (doc) => ({ ...doc, name }), { merge });

describe('the document', () => {
  beforeEach(() => openEmptyProject());

  test('a step can be undone and redone, and carries the name of its command', () => {
    rename('One');
    rename('Two');
    expect(useStudio.getState().past.map((step) => step.command)).toEqual([
      'command.renameProject',
      'command.renameProject',
    ]);
    useStudio.getState().undo();
    expect(currentDoc().name).toBe('One');
    useStudio.getState().undo();
    expect(currentDoc().name).toBe('Test');
    useStudio.getState().redo();
    useStudio.getState().redo();
    expect(currentDoc().name).toBe('Two');
  });

  test('changes with one merge key are one step; another command between them ends it', () => {
    for (const name of ['a', 'ab', 'abc']) rename(name, 'name');
    expect(useStudio.getState().past).toHaveLength(1);
    rename('other');
    rename('abcd', 'name');
    expect(useStudio.getState().past).toHaveLength(3);
    for (let step = 0; step < 3; step++) useStudio.getState().undo();
    expect(currentDoc().name).toBe('Test');
  });

  test('an edit after undo drops what could be redone', () => {
    rename('One');
    useStudio.getState().undo();
    rename('Other');
    expect(useStudio.getState().future).toHaveLength(0);
  });

  test('at least 200 steps are kept, and no more', () => {
    for (let step = 0; step <= undoLimit + 10; step++) rename(`name ${step}`);
    expect(useStudio.getState().past).toHaveLength(undoLimit);
    expect(undoLimit).toBeGreaterThanOrEqual(200);
  });

  test('a change that changes nothing is no step', () => {
    updateDoc('command.renameProject', (doc) => doc);
    expect(useStudio.getState().past).toHaveLength(0);
  });

  test('a read-only project changes neither by edits nor by undo', () => {
    rename('One');
    useStudio.getState().setWritable(false);
    rename('Two');
    useStudio.getState().undo();
    expect(currentDoc().name).toBe('One');
  });

  test('saving marks exactly the document that was saved', () => {
    rename('One');
    const saved = currentDoc();
    rename('Two');
    useStudio.getState().markSaved(saved);
    expect(useStudio.getState().doc === useStudio.getState().savedDoc).toBe(false);
    useStudio.getState().undo();
    expect(useStudio.getState().doc === useStudio.getState().savedDoc).toBe(true);
  });

  test('a recovered document counts as unsaved', () => {
    useStudio.getState().showProject({ doc: currentDoc(), writable: true, recovered: true });
    expect(useStudio.getState().savedDoc).toBeNull();
  });
});
