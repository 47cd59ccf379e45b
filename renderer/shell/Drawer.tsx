import { lazy, Suspense, useRef } from 'react';
import { useCommand } from '../commands/useCommand.ts';
import type { DrawerTab } from '../state/session-slice.ts';
import { useStudio } from '../state/store.ts';
import { drawerPanelId } from '../ui/element-ids.ts';
import { useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { HistoryList } from './HistoryList.tsx';
import { LogView } from './LogView.tsx';
import { ProblemList, useProblemCounts } from './ProblemList.tsx';
import { ResizeHandle } from './ResizeHandle.tsx';
import classes from './shell.module.css';

const SummaryPanel = lazy(async () => ({ default: (await import('../summary/SummaryPanel.tsx')).SummaryPanel }));
const FlowPanel = lazy(async () => ({ default: (await import('../flow/FlowPanel.tsx')).FlowPanel }));
const RunStrip = lazy(async () => ({ default: (await import('../training/RunStrip.tsx')).RunStrip }));

const tabs: readonly DrawerTab[] = ['problems', 'summary', 'flow', 'history', 'log'];

export function Drawer() {
  const t = useT();
  const open = useStudio((state) => state.panels.bottom);
  const tab = useStudio((state) => state.drawerTab);
  const toggle = useCommand('toggleBottom');
  return (
    <section className={classes.drawer} aria-label={t('app.drawer')} data-region>
      {open && <ResizeHandle panel="bottom" />}
      <div className={classes.drawerBar}>
        <DrawerTabs open={open} />
        <div className={classes.grow}>
          <Suspense fallback={null}>
            <RunStrip />
          </Suspense>
        </div>
        <IconButton icon="bottom" label={toggle.label} shortcut={toggle.shortcut} pressed={open} onClick={toggle.run} />
      </div>
      {open && (
        <div
          className={classes.drawerBody}
          data-tab={tab}
          role="tabpanel"
          id={drawerPanelId}
          aria-labelledby={`drawer-${tab}`}
          tabIndex={0}
        >
          {tab === 'problems' && <ProblemList />}
          {tab === 'summary' && (
            <Suspense fallback={null}>
              <SummaryPanel />
            </Suspense>
          )}
          {tab === 'flow' && (
            <Suspense fallback={null}>
              <FlowPanel />
            </Suspense>
          )}
          {tab === 'history' && <HistoryList />}
          {tab === 'log' && <LogView />}
        </div>
      )}
    </section>
  );
}

function DrawerTabs({ open }: { open: boolean }) {
  const t = useT();
  const tab = useStudio((state) => state.drawerTab);
  const showDrawer = useStudio((state) => state.showDrawer);
  const { count, severity } = useProblemCounts();
  const list = useRef<HTMLDivElement>(null);
  const move = (step: number): void => {
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length] ?? 'problems';
    showDrawer(next);
    list.current?.querySelector<HTMLButtonElement>(`#drawer-${next}`)?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={t('app.drawer')}
      style={{ display: 'flex', gap: 4 }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') move(1);
        if (event.key === 'ArrowLeft') move(-1);
      }}
    >
      {tabs.map((name) => (
        <button
          key={name}
          id={`drawer-${name}`}
          type="button"
          role="tab"
          className={classes.drawerTab}
          aria-selected={open && name === tab}
          aria-controls={open ? drawerPanelId : undefined}
          tabIndex={name === tab ? 0 : -1}
          onClick={() => showDrawer(name)}
        >
          {t(`drawer.${name}`)}
          {name === 'problems' && (
            <span className={classes.count} data-severity={severity}>
              {count}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
