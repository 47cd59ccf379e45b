import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './canvas.module.css';

/** Where the canvas is: the model, or a block inside it. Hidden while it is the model. */
export function Breadcrumb() {
  const t = useT();
  const path = useStudio((state) => state.blockPath);
  const definitions = useStudio((state) => state.doc?.graph.definitions);
  const openBlock = useStudio((state) => state.openBlock);
  // Undoing may have removed the block that is open: then the model is on the canvas.
  if (!definitions?.some(({ id }) => id === path.at(-1))) return null;
  return (
    <nav className={classes.breadcrumb} aria-label={t('editor.breadcrumb')}>
      <button type="button" onClick={() => openBlock([])}>
        {t('editor.wholeModel')}
      </button>
      {path.map((id, index) => {
        const name = definitions?.find((definition) => definition.id === id)?.name ?? id;
        const last = index === path.length - 1;
        return (
          <span key={id}>
            ›
            {last ? (
              <span aria-current="page">{name}</span>
            ) : (
              <button type="button" onClick={() => openBlock(path.slice(0, index + 1))}>
                {name}
              </button>
            )}
          </span>
        );
      })}
    </nav>
  );
}
