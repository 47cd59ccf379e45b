import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useNameOf, useShownFacts } from '../state/derived.ts';
import type { Connecting } from '../state/session-slice.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { openAddBeside } from './add-at-wire.ts';
import { type ConnectTarget, connectTargets, fixedEnds } from './connect-targets.ts';
import { fitText } from './fit-text.ts';
import { typeText } from './layer-text.ts';
import { portText } from './port-text.ts';
import { letGoAt } from './wiring.ts';
import { markOf } from './wire-drag.ts';
import classes from './canvas.module.css';

/** Wiring without a mouse: choose where the other end of a wire goes, an existing port or a new layer. */
export function ConnectDialog() {
  const t = useT();
  const connecting = useStudio((state) => state.connecting);
  const close = (): void => useStudio.getState().setConnecting(null);
  // The focus goes on to the small palette instead of back to the canvas.
  const [goesOn, setGoesOn] = useState(false);
  const name = useNameOf(connecting?.node);
  return (
    <Modal
      opened={connecting !== null}
      onClose={close}
      title={t(connecting?.side === 'target' ? 'editor.connectInto' : 'editor.connectFrom', { name })}
      size="md"
      returnFocus={!goesOn}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      {connecting && <Targets key={connecting.node} connecting={connecting} onDone={close} onGoingOn={setGoesOn} />}
    </Modal>
  );
}

interface TargetsProps {
  readonly connecting: Connecting;
  readonly onDone: () => void;
  readonly onGoingOn: (goesOn: boolean) => void;
}

function Targets({ connecting, onDone, onGoingOn }: TargetsProps) {
  const t = useT();
  const doc = useDoc();
  const graph = useShownGraph();
  const facts = useShownFacts();
  const [query, setQuery] = useState('');
  const { definitions } = doc.graph;
  const nameOf = (id: string): string => facts.names.get(id) ?? '';
  const named = connectTargets(graph, definitions, connecting).map((target) => {
    const node = graph.nodes.find((candidate) => candidate.id === target.other.node);
    const base = `${node ? typeText(t, node, definitions) : ''} ${nameOf(target.other.node)}`;
    const ports = target.ports.map((port) => portText(port, t)).join(' → ');
    return { target, label: ports === '' ? base : `${base} (${ports})` };
  });
  const found = named.filter(({ label }) => label.toLowerCase().includes(query.toLowerCase()));
  const choose = (target: ConnectTarget | undefined): void => {
    if (!target) return;
    letGoAt(target.fixed, target.other);
    onDone();
  };
  const [fixed] = fixedEnds(graph, definitions, connecting);
  useEffect(() => onGoingOn(false), [onGoingOn]);
  const addNew = (): void => {
    onGoingOn(true);
    onDone();
    if (fixed) openAddBeside(fixed);
  };
  return (
    <Stack gap="xs">
      {named.length === 0 ? (
        <Text c="dimmed">{t('editor.nothingToConnect')}</Text>
      ) : (
        <>
          <TextInput
            data-autofocus
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') choose(found[0]?.target);
            }}
            placeholder={t('editor.searchTargets')}
            aria-label={t('editor.searchTargets')}
          />
          <ul className={classes.targets} aria-label={t('editor.targets')}>
            {found.map(({ target, label }) => (
              <li key={`${label} ${target.fixed.end.port} ${target.other.port}`}>
                <button type="button" data-fit={markOf(target.fit)} onClick={() => choose(target)}>
                  {label}
                  {fitText(target.fit, t, nameOf).map((line) => (
                    <small key={line}>{line}</small>
                  ))}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <Button variant="default" data-autofocus={named.length === 0 || undefined} onClick={addNew}>
        {t(connecting.side === 'source' ? 'editor.addNewBehind' : 'editor.addNewBefore')}
      </Button>
    </Stack>
  );
}
