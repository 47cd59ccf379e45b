import { Button, Portal } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLiveRun } from '../training/useRuns.ts';
import { useRunStore } from '../training/run-store.ts';
import { useStudio } from '../state/store.ts';
import { shortcutOf } from '../commands/commands.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { type Box, placeBeside, type Spot } from './beside.ts';
import { countedSteps, nextStep, type TourStep, tourStep } from './tour-steps.ts';
import { useTour } from './tour-store.ts';
import { findAnchor, useAnchorBox } from './useAnchor.ts';
import classes from './tour.module.css';

const titleId = 'tour-title';
const textId = 'tour-text';

/** The tour's card and the ring around what it speaks of. Everything else stays usable. */
export default function Tour() {
  const step = useProgress();
  const box = useAnchorBox(step.anchors);
  return (
    <Portal>
      {box && <Ring box={box} />}
      <Card key={step.id} step={step} box={box} />
    </Portal>
  );
}

/** The step to show; goes on by itself when its work is done. */
function useProgress(): TourStep {
  const state = useStudio();
  useLiveRun(); // keeps the list of runs up to date
  const runs = useRunStore((store) => (store.projectId === state.doc?.id ? store.runs : null));
  const id = useTour((tour) => tour.step);
  const next = nextStep(id, { state, runs: runs ?? [] });
  const open = state.doc !== null;
  useEffect(() => {
    // While a project is being opened again after a reload, its step is only not on show.
    if (open && next !== id) useTour.getState().go(next);
  }, [open, next, id]);
  return tourStep(next);
}

function Ring({ box }: { box: Box }) {
  const { left, top, width, height } = box;
  return (
    <div className={classes.ring} style={{ left: left - 4, top: top - 4, width: width + 8, height: height + 8 }} />
  );
}

function Card({ step, box }: { step: TourStep; box: Box | null }) {
  const t = useT();
  const card = useRef<HTMLElement>(null);
  const spot = useSpot(card, box);
  const live = useLiveRun();
  const { leave } = useTour.getState();
  const at = countedSteps.findIndex(({ id }) => id === step.id);
  const text =
    step.id === 'train' && live
      ? t('tour.training')
      : t(`tour.${step.id}.text`, { keys: shortcutOf('showReference') ?? '' });
  return (
    <section
      ref={card}
      className={classes.card}
      style={spot}
      data-region="tour"
      aria-label={t('tour.name')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') leave();
      }}
    >
      <div className={classes.bar}>
        <span>{at < 0 ? t('tour.name') : t('tour.count', { at: at + 1, of: countedSteps.length })}</span>
        <IconButton icon="close" size="sm" label={t('tour.leave')} onClick={leave} />
      </div>
      <div role="status">
        <h2 id={titleId}>{t(`tour.${step.id}`)}</h2>
        <p id={textId}>{text}</p>
      </div>
      <div className={classes.actions}>
        {step.id === 'finished' ? <Goodbye /> : <StepActions step={step} at={at} found={box !== null} />}
      </div>
    </section>
  );
}

/** The card's own size decides where it fits. */
function useSpot(card: React.RefObject<HTMLElement | null>, box: Box | null): Spot {
  const [spot, setSpot] = useState<Spot>({ left: 12, top: 12 });
  useLayoutEffect(() => {
    const size = card.current?.getBoundingClientRect();
    if (!size) return;
    const next = placeBeside(box, size, { width: window.innerWidth, height: window.innerHeight });
    setSpot((before) => (before.left === next.left && before.top === next.top ? before : next));
  }, [card, box]);
  return spot;
}

function StepActions({ step, at, found }: { step: TourStep; at: number; found: boolean }) {
  const t = useT();
  const place = useStudio((state) => state.place);
  const elsewhere = step.place !== undefined && place !== step.place;
  const skip = step.id === 'look';
  const show = (): void => {
    if (step.place) useStudio.getState().goTo(step.place);
    findAnchor(step.anchors)?.focus();
  };
  return (
    <>
      {(found || elsewhere) && (
        <Button variant="default" onClick={show}>
          {t('tour.show')}
        </Button>
      )}
      {skip && (
        <Button onClick={() => useTour.getState().go(countedSteps[at + 1]?.id ?? 'finished')}>{t('tour.next')}</Button>
      )}
    </>
  );
}

function Goodbye() {
  const t = useT();
  const reference = useCommand('showReference');
  return (
    <>
      <Button variant="default" onClick={reference.run}>
        {reference.label}
      </Button>
      <Button onClick={() => useTour.getState().leave()}>{t('tour.end')}</Button>
    </>
  );
}
