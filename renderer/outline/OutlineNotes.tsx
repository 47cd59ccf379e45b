import { useStudio } from '../state/store.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useT } from '../ui/i18n.ts';
import { canvas } from '../canvas/canvas-handle.ts';
import classes from './outline.module.css';

/** Notes and frames below the tree of layers: choosing one selects it and shows where it is. */
export function OutlineNotes() {
  const t = useT();
  const { annotations = [] } = useShownGraph();
  const selected = useStudio((state) => state.selection.annotations);
  if (annotations.length === 0) return null;
  return (
    <section aria-label={t('canvas.notesAndFrames')} className={classes.notes}>
      <h3>{t('canvas.notesAndFrames')}</h3>
      <ul>
        {annotations.map(({ id, kind, text }) => (
          <li key={id}>
            <button
              type="button"
              aria-pressed={selected.includes(id)}
              onClick={() => {
                useStudio.getState().select({ annotations: [id] });
                canvas()?.centreSelection();
              }}
            >
              {t(`canvas.${kind}Named`, { text })}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
