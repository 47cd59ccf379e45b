import { type NodeProps, NodeResizer, type ResizeParams } from '@xyflow/react';
import { memo, useEffect, useRef, useState } from 'react';
import type { Annotation } from '../../shared/graph/graph-doc.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { editAnnotation, finishWriting } from './annotation-actions.ts';
import { type AnnotationFlowNode, frameHandle } from './annotation-nodes.ts';
import classes from './annotations.module.css';

/** A note: words on coloured paper. */
export const NoteNode = memo(function NoteNode({ data, selected }: NodeProps<AnnotationFlowNode>) {
  const t = useT();
  const { annotation } = data;
  return (
    <div className={classes.note} data-colour={annotation.colour} data-selected={selected}>
      <Resizer annotation={annotation} selected={selected} />
      <Words annotation={annotation} label={t('canvas.noteText')}>
        {annotation.text === '' ? <em>{t('canvas.noteEmpty')}</em> : annotation.text}
      </Words>
    </div>
  );
});

/** A frame around layers, held by its title and its edge. */
export const FrameNode = memo(function FrameNode({ data, selected }: NodeProps<AnnotationFlowNode>) {
  const t = useT();
  const { annotation } = data;
  return (
    <div className={classes.frame} data-colour={annotation.colour} data-selected={selected}>
      <Resizer annotation={annotation} selected={selected} />
      <div className={`${classes.title} ${frameHandle}`}>
        <Words annotation={annotation} label={t('canvas.frameText')}>
          {annotation.text === '' ? t('canvas.frame') : annotation.text}
        </Words>
      </div>
    </div>
  );
});

function Resizer({ annotation, selected }: { readonly annotation: Annotation; readonly selected: boolean }) {
  const writable = useStudio((state) => state.writable);
  const keep = ({ x, y, width, height }: ResizeParams): void =>
    editAnnotation(annotation.id, {
      position: { x: Math.round(x), y: Math.round(y) },
      size: { width: Math.round(width), height: Math.round(height) },
    });
  return (
    <NodeResizer
      isVisible={selected && writable}
      minWidth={annotation.kind === 'note' ? 100 : 120}
      minHeight={annotation.kind === 'note' ? 48 : 80}
      lineClassName={classes.resizeLine ?? ''}
      handleClassName={classes.resizeHandle ?? ''}
      onResizeEnd={(_, params) => keep(params)}
    />
  );
}

/** Text, or the field in which it is being written: double-click or F2 begins, Escape leaves it as it was. */
function Words({
  annotation,
  label,
  children,
}: {
  readonly annotation: Annotation;
  readonly label: string;
  readonly children: React.ReactNode;
}) {
  const writing = useStudio((state) => state.writing === annotation.id && state.writable);
  return writing ? (
    <WritingField annotation={annotation} label={label} />
  ) : (
    <div className={classes.words}>{children}</div>
  );
}

function WritingField({ annotation, label }: { readonly annotation: Annotation; readonly label: string }) {
  const [text, setText] = useState(annotation.text);
  const field = useRef<HTMLTextAreaElement>(null);
  const isNote = annotation.kind === 'note';
  useEffect(() => {
    // React Flow shows a new node one frame after it is made.
    const frame = requestAnimationFrame(() => {
      field.current?.focus({ preventScroll: true });
      field.current?.select();
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const finish = (kept?: string): void => {
    const node = field.current?.closest<HTMLElement>('.react-flow__node');
    finishWriting(annotation.id, kept);
    node?.focus({ preventScroll: true });
  };
  return (
    <textarea
      ref={field}
      // React Flow must neither drag nor pan while words are marked.
      className={`${classes.field} nodrag nopan nowheel`}
      aria-label={label}
      value={text}
      rows={isNote ? 3 : 1}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => finishWriting(annotation.id, text)}
      onKeyDown={(event) => {
        event.stopPropagation();
        const ends = event.key === 'Enter' && (!isNote || event.ctrlKey || event.metaKey);
        if (event.key === 'Escape') finish();
        else if (ends) {
          event.preventDefault();
          finish(text);
        }
      }}
    />
  );
}
