import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import classes from './canvas.module.css';

/** The model and the blocks that were opened in tabs of their own. Hidden while there is only the model. */
export function DrawingTabs() {
  const t = useT();
  const tabs = useStudio((state) => state.tabs);
  const active = useStudio((state) => state.activeTab);
  const definitions = useStudio((state) => state.doc?.graph.definitions);
  const { goToTab, closeTab } = useStudio.getState();
  if (tabs.length < 2) return null;
  return (
    <nav className={classes.tabs} aria-label={t('canvas.tabs')}>
      {tabs.map((path, tab) => {
        const id = path.at(-1);
        const name = definitions?.find((definition) => definition.id === id)?.name ?? t('canvas.modelTab');
        return (
          // Tabs have no other identity than their place: two may show the same block.
          <span key={`${tab} ${path.join(' ')}`} className={classes.tab} data-active={tab === active}>
            <button type="button" aria-current={tab === active ? 'page' : undefined} onClick={() => goToTab(tab)}>
              {name}
            </button>
            {tab > 0 && (
              <IconButton icon="close" size="xs" label={t('canvas.closeTab', { name })} onClick={() => closeTab(tab)} />
            )}
          </span>
        );
      })}
    </nav>
  );
}
