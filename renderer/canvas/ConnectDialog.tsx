import { Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useShownFacts } from '../state/derived.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { connectTargets, connectPorts } from './canvas-actions.ts';
import { typeText } from './layer-text.ts';
import { portText } from './port-text.ts';
import classes from './canvas.module.css';

/** Wiring without a mouse: choose where the wire from the focused node ends. */
export function ConnectDialog() {
  const t = useT();
  const from = useStudio((state) => state.connectFrom);
  const close = (): void => useStudio.getState().setConnectFrom(null);
  const facts = useShownFacts();
  const name = from ? (facts.names.get(from) ?? '') : '';
  return (
    <Modal
      opened={from !== null}
      onClose={close}
      title={t('editor.connectFrom', { name })}
      size="md"
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      {from && <Targets key={from} onDone={close} />}
    </Modal>
  );
}

function Targets({ onDone }: { onDone: () => void }) {
  const t = useT();
  const doc = useDoc();
  const graph = useShownGraph();
  const facts = useShownFacts();
  const from = useStudio((state) => state.connectFrom);
  const [query, setQuery] = useState('');
  const targets = from ? connectTargets(graph, doc.graph.definitions, from) : [];
  const named = targets.map((target) => {
    const node = graph.nodes.find((candidate) => candidate.id === target.to.node);
    const base = `${node ? typeText(t, node, doc.graph.definitions) : ''} ${facts.names.get(target.to.node) ?? ''}`;
    const ports = [target.fromPort, target.toPort].flatMap((port) => (port ? [portText(port, t)] : [])).join(' → ');
    return { target, label: ports === '' ? base : `${base} (${ports})` };
  });
  const found = named.filter(({ label }) => label.toLowerCase().includes(query.toLowerCase()));
  const choose = (entry: (typeof found)[number] | undefined): void => {
    if (!entry) return;
    const { target } = entry;
    connectPorts({
      source: target.from.node,
      sourceHandle: target.from.port,
      target: target.to.node,
      targetHandle: target.to.port,
    });
    onDone();
  };
  if (targets.length === 0) return <Text c="dimmed">{t('editor.nothingToConnect')}</Text>;
  return (
    <Stack gap="xs">
      <TextInput
        data-autofocus
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') choose(found[0]);
        }}
        placeholder={t('editor.searchTargets')}
        aria-label={t('editor.searchTargets')}
      />
      <ul className={classes.targets} aria-label={t('editor.targets')}>
        {found.map((entry) => (
          <li key={entry.label}>
            <button type="button" onClick={() => choose(entry)}>
              {entry.label}
            </button>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
