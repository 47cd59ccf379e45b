import { useEffect } from 'react';
import { useShownFacts } from '../state/derived.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { wireProblems } from '../state/wire-problems.ts';
import { useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { wireLabel } from './shape-label.ts';
import { useWireDrag } from './wire-drag.ts';
import { hideWireTip, useWireTip } from './wire-tip.ts';
import classes from './wires.module.css';

/** All that a wire has to say, readable at every zoom: its ends, its axes, its mask, what is wrong with it. */
export function WireTip() {
  const tip = useWireTip((state) => state.tip);
  const drawing = useWireDrag((state) => state.fits !== null);
  return tip && !drawing && <Words key={tip.wire} {...tip} />;
}

function Words({ wire: id, x, y }: { readonly wire: string; readonly x: number; readonly y: number }) {
  const t = useT();
  const facts = useShownFacts();
  const graph = useShownGraph();
  const chosen = useStudio(({ selection }) => selection.wires.some((wire) => wire === id));
  const wire = graph.wires.find((candidate) => candidate.id === id);
  useEffect(() => {
    const onKeyDown = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') hideWireTip();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
  if (!wire) return null;
  const fact = facts.wires.get(wire.id);
  const problems = wireProblems(facts, wire);
  const ends = { from: facts.names.get(wire.from.node) ?? '', to: facts.names.get(wire.to.node) ?? '' };
  return (
    <div
      className={classes.tip}
      role="tooltip"
      data-wire-tip
      style={{
        left: Math.max(8, Math.min(x + 12, innerWidth - 340)),
        ...(y > innerHeight / 2 ? { bottom: innerHeight - y + 14 } : { top: y + 14 }),
      }}
    >
      <span className={classes.quiet}>{t('editor.wire', ends)}</span>
      <strong>{fact ? wireLabel(fact.shape, t) : t('editor.noShape')}</strong>
      {fact?.masked && !fact.maskStops && <span>{t('editor.masked')}</span>}
      {problems.map((problem) => (
        <ProblemLine key={problem.code + JSON.stringify(problem.details)} problem={problem} />
      ))}
      {!chosen && problems.some(({ repair }) => repair !== undefined) && (
        <span className={classes.quiet}>{t('editor.wireSelect')}</span>
      )}
    </div>
  );
}
