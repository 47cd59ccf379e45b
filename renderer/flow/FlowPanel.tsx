import { NativeSelect, SegmentedControl, Slider } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { FlowDetail } from '../../shared/contract/flow.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useShownFacts } from '../state/derived.ts';
import { shownScope } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { AttentionFigure } from './AttentionFigure.tsx';
import { entrySentence } from './flow-words.ts';
import { MaskStrip } from './FlowPicture.tsx';
import { flowKey, useFlowStore } from './flow-store.ts';
import { TrackFigure } from './TrackFigure.tsx';
import classes from './flow.module.css';

/** The selected layer step by step: hidden state, gates, mask and attention of the chosen step. */
export function FlowPanel() {
  const t = useT();
  const { isShown, status, flow, entries } = useFlowStore();
  const facts = useShownFacts();
  const selected = useStudio((state) => (state.selection.nodes.length === 1 ? state.selection.nodes[0] : undefined));
  const scope = useStudio((state) => shownScope(state) ?? null);
  const toggle = useCommand('toggleData');
  if (!isShown)
    return (
      <p className={classes.hint}>
        {t('flow.off')}{' '}
        <button type="button" className={classes.link} onClick={toggle.run}>
          {toggle.label}
        </button>
      </p>
    );
  if (status === 'no-data') return <p className={classes.hint}>{t('flow.noData')}</p>;
  if (!selected) return <p className={classes.hint}>{t('flow.chooseLayer')}</p>;
  const detail = flow?.detail;
  if (detail?.node === selected && detail.scope === scope)
    return <Steps key={selected} detail={detail} name={facts.names.get(selected) ?? ''} />;
  const entry = entries.get(flowKey(scope, selected));
  return (
    <p className={classes.hint}>{status === 'asking' || !entry ? t('flow.computing') : entrySentence(entry, t)}</p>
  );
}

type View = 'heat' | 'lines';

function Steps({ detail, name }: { detail: FlowDetail; name: string }) {
  const t = useT();
  const [view, setView] = useState<View>('heat');
  const [head, setHead] = useState(0);
  const step = useFlowStore((state) => Math.min(state.step, detail.steps.length - 1));
  const goToStep = useFlowStore((state) => state.goToStep);
  const isCounted = detail.mask === null || detail.mask[step] === true;
  const strip = useMemo(() => detail.mask?.map((counts) => (counts ? 0 : 1)), [detail.mask]);
  const number = (detail.steps[step] ?? 0) + 1;
  return (
    <section className={classes.panel} aria-label={t('flow.panel', { name })}>
      <div className={classes.scrubber}>
        <strong>{name}</strong>
        <StepTool id="previousStep" />
        <Slider
          className={classes.slider}
          size="sm"
          min={0}
          max={Math.max(1, detail.steps.length - 1)}
          value={step}
          onChange={goToStep}
          disabled={detail.steps.length < 2}
          label={null}
          thumbLabel={t('flow.stepSlider')}
        />
        <StepTool id="nextStep" />
        <output className={classes.stepText} data-masked={!isCounted}>
          {t('flow.step', { step: number, count: detail.stepCount })}
          {detail.mask && ` · ${t(isCounted ? 'flow.counts' : 'flow.skipped')}`}
        </output>
        {detail.attention && detail.attention.heads.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t('flow.head')}
            value={String(head)}
            data={detail.attention.heads.map((_, index) => ({
              value: String(index),
              label: t('flow.headNumber', { head: index + 1, count: detail.attention?.headCount ?? 1 }),
            }))}
            onChange={(event) => setHead(Number(event.currentTarget.value))}
          />
        )}
        <SegmentedControl
          size="xs"
          value={view}
          onChange={(value) => setView(value === 'lines' ? 'lines' : 'heat')}
          data={[
            { value: 'heat', label: t('flow.view.heat') },
            { value: 'lines', label: t('flow.view.lines') },
          ]}
          aria-label={t('flow.view')}
        />
      </div>
      {strip && (
        <div
          className={classes.maskRow}
          role="img"
          aria-label={t('flow.maskRow', { masked: strip.filter(Boolean).length, count: strip.length })}
        >
          <span>{t('flow.mask')}</span>
          <MaskStrip steps={strip} />
        </div>
      )}
      <div className={classes.figures}>
        {detail.attention && <AttentionFigure attention={detail.attention} head={head} step={number - 1} />}
        {detail.tracks.map((track) => (
          <TrackFigure key={`${track.side} ${track.name}`} detail={detail} track={track} step={step} view={view} />
        ))}
      </div>
      {detail.insideSteps && <p className={classes.note}>{t('flow.insideSteps')}</p>}
      <p className={classes.note}>{leftOutSentence(detail, t)}</p>
    </section>
  );
}

function StepTool({ id }: { id: 'previousStep' | 'nextStep' }) {
  const { label, shortcut, run } = useCommand(id);
  return <IconButton icon={id === 'nextStep' ? 'forward' : 'back'} label={label} shortcut={shortcut} onClick={run} />;
}

/** Says which steps and units the figures show, where not all. */
function leftOutSentence(detail: FlowDetail, t: ReturnType<typeof useT>): string {
  const { steps, stepCount, units, unitCount, maps } = detail;
  const parts = [
    steps.length < stepCount ? t('flow.someSteps', { shown: steps.length, count: stepCount }) : '',
    units.length < unitCount
      ? t(maps ? 'flow.someChannels' : 'flow.someUnits', { shown: units.length, count: unitCount })
      : '',
    maps ? t('flow.channelStrongest') : '',
    maps?.shows === 'means' ? t('flow.shows.means') : '',
  ];
  return parts.filter(Boolean).join(' ');
}
