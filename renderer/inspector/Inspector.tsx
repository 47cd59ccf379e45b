import { Button, TextInput } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { blockType, portsOf } from '../../shared/graph/ports.ts';
import type { GraphNode, ParamValue, Wire } from '../../shared/graph/graph-doc.ts';
import { layerType } from '../../shared/layers/index.ts';
import type { Problem } from '../../shared/problem.ts';
import { changeParam, renameNode } from '../canvas/canvas-actions.ts';
import { typeText } from '../canvas/layer-text.ts';
import { portText } from '../canvas/port-text.ts';
import { shapeInColumn, wireLabel } from '../canvas/shape-label.ts';
import { useCommand } from '../commands/useCommand.ts';
import { type ShownFacts, useShownFacts } from '../state/derived.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { wireProblems } from '../state/wire-problems.ts';
import { Fact } from '../ui/Fact.tsx';
import { useT } from '../ui/i18n.ts';
import { CostFacts } from './CostFacts.tsx';
import { inspectorId, nodeNameId } from '../ui/element-ids.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { RepairButtons } from '../ui/RepairButtons.tsx';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { AnnotationInspector } from './AnnotationInspector.tsx';
import { InputData } from './InputData.tsx';
import { ParamForm } from './ParamForm.tsx';
import { ProjectSummary } from './ProjectSummary.tsx';
import classes from './inspector.module.css';

/** What is selected, as a form; the whole model when nothing is. */
export function Inspector() {
  const graph = useShownGraph();
  const facts = useShownFacts();
  const selection = useStudio((state) => state.selection);
  const nodes = graph.nodes.filter((node) => selection.nodes.includes(node.id));
  const wires = graph.wires.filter((wire) => selection.wires.includes(wire.id));
  const annotations = graph.annotations?.filter((annotation) => selection.annotations.includes(annotation.id)) ?? [];
  const [node] = nodes;
  const [wire] = wires;
  const [annotation] = annotations;
  const count = nodes.length + wires.length + annotations.length;
  return (
    <div id={inspectorId} className={classes.inspector}>
      {node && count === 1 ? (
        <NodeInspector key={node.id} node={node} facts={facts} />
      ) : wire && count === 1 ? (
        <WireInspector wire={wire} facts={facts} />
      ) : annotation && count === 1 ? (
        <AnnotationInspector key={annotation.id} annotation={annotation} />
      ) : count > 0 ? (
        <SeveralInspector nodes={nodes.length} wires={wires.length} annotations={annotations.length} />
      ) : (
        <ProjectSummary />
      )}
    </div>
  );
}

const noProblems: readonly Problem[] = [];

function NodeInspector({ node, facts }: { node: GraphNode; facts: ShownFacts }) {
  const t = useT();
  const doc = useDoc();
  const writable = useStudio((state) => state.writable);
  const type = layerType(node.type);
  const problems = facts.problemsOf.get(node.id) ?? noProblems;
  const onChange = useCallback((name: string, value: ParamValue) => changeParam(node.id, name, value), [node.id]);
  return (
    <>
      <div className={classes.head}>
        <div className={classes.title}>
          <h2>{typeText(t, node, doc.graph.definitions)}</h2>
          {(type !== undefined || node.type === blockType) && <ReferenceButton />}
        </div>
        <p className={classes.lead}>{t([`layer.${node.type}.help`], { defaultValue: '' })}</p>
      </div>
      <Problems problems={problems} fields={type?.params} />
      {node.bypassed && <p className={classes.lead}>{t('canvas.bypassedHelp')}</p>}
      <NameField node={node} automatic={facts.names.get(node.id) ?? ''} disabled={!writable} />
      {node.type === 'input' && <InputData node={node} />}
      {node.type === 'block' && <BlockActions node={node} />}
      {type && (
        <ParamForm
          owner={type.id}
          specs={type.params}
          values={node.params}
          problems={problems}
          disabled={!writable}
          onChange={onChange}
        />
      )}
      <NodeShapes node={node} facts={facts} />
    </>
  );
}

function ReferenceButton() {
  const { label, shortcut, run } = useCommand('showReference');
  return <IconButton icon="help" label={label} shortcut={shortcut} onClick={run} />;
}

/** Those of one setting stand at its field, if the form has it: the loss is not set here, and a wrapped layer's settings are its own. */
function Problems({
  problems,
  fields = {},
}: {
  problems: readonly Problem[];
  fields?: Readonly<Record<string, unknown>>;
}) {
  return problems
    .filter(({ param }) => param === undefined || !Object.hasOwn(fields, param))
    .map((problem) => (
      <div
        key={problem.code + JSON.stringify(problem.details)}
        className={classes.problem}
        data-severity={problem.severity}
      >
        <ProblemLine problem={problem} />
        <RepairButtons problem={problem} />
      </div>
    ));
}

/** Empty shows the name it will get by itself. */
function NameField({ node, automatic, disabled }: { node: GraphNode; automatic: string; disabled: boolean }) {
  const t = useT();
  const [draft, setDraft] = useState(node.name);
  useEffect(() => setDraft(node.name), [node.name]);
  return (
    <TextInput
      id={nodeNameId}
      label={t('editor.name')}
      value={draft}
      placeholder={automatic}
      maxLength={200}
      disabled={disabled}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => renameNode(node.id, draft)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') renameNode(node.id, draft);
      }}
    />
  );
}

function BlockActions({ node }: { node: GraphNode }) {
  const t = useT();
  const path = useStudio((state) => state.blockPath);
  const openBlock = useStudio((state) => state.openBlock);
  const others = [{ ...useCommand('openBlockInTab'), label: t('canvas.openInTab') }, useCommand('ungroup')];
  const ownCopy = useCommand('makeOwnCopy');
  const graph = useShownGraph();
  const facts = useShownFacts();
  const { definition } = node;
  const sharing = graph.nodes
    .filter((other) => other !== node && other.type === node.type && other.definition === definition)
    .map((other) => facts.names.get(other.id) ?? other.name);
  return (
    <div className={classes.actions}>
      {definition && (
        <Button variant="default" onClick={() => openBlock([...path, definition])}>
          {t('editor.openBlock')}
        </Button>
      )}
      {others.map((command) => (
        <Button key={command.label} variant="default" disabled={!command.enabled} onClick={command.run}>
          {command.label}
        </Button>
      ))}
      {sharing.length > 0 && (
        <>
          <p className={classes.lead}>{t('canvas.shares', { names: sharing.join(', ') })}</p>
          <Button variant="default" disabled={!ownCopy.enabled} onClick={ownCopy.run}>
            {ownCopy.label}
          </Button>
        </>
      )}
    </div>
  );
}

function NodeShapes({ node, facts }: { node: GraphNode; facts: ShownFacts }) {
  const t = useT();
  const doc = useDoc();
  const ports = portsOf(node, doc.graph.definitions);
  const known = facts.nodes.get(node.id);
  const text = (label: string, single: boolean, name: string): string => (single ? name : `${name} ${label}`);
  return (
    <section className={classes.section}>
      <h3>{t('editor.shapes')}</h3>
      <dl className={classes.facts}>
        {ports.inputs.map((port) => {
          const shapes = known?.inputs[port.name] ?? [];
          if (port.optional && shapes.length === 0) return null;
          return (
            <Fact
              key={port.name}
              name={text(
                portText(port, t),
                ports.inputs.filter((other) => !other.optional).length === 1 && !port.optional,
                t('editor.takes'),
              )}
              value={
                shapes.length === 0 ? t('editor.noShape') : shapes.map((shape) => shapeInColumn(shape, t)).join(', ')
              }
            />
          );
        })}
        {ports.outputs.map((port) => {
          const shape = known?.outputs[port.name];
          return (
            <Fact
              key={port.name}
              name={text(portText(port, t), ports.outputs.length === 1, t('editor.gives'))}
              value={shape ? shapeInColumn(shape, t) : t('editor.noShape')}
            />
          );
        })}
        {known && known.weights > 0 && <Fact name={t('editor.parameters')} value={known.weights.toLocaleString()} />}
        <CostFacts node={node} />
      </dl>
    </section>
  );
}

function WireInspector({ wire, facts }: { wire: Wire; facts: ShownFacts }) {
  const t = useT();
  const fact = facts.wires.get(wire.id);
  const remove = useCommand('delete');
  const [moveEnd, moveStart] = [useCommand('moveWireEnd'), useCommand('moveWireStart')];
  return (
    <>
      <div className={classes.head}>
        <h2>
          {t('editor.wire', { from: facts.names.get(wire.from.node) ?? '', to: facts.names.get(wire.to.node) ?? '' })}
        </h2>
        <p className={classes.lead}>{fact ? wireLabel(fact.shape, t) : t('editor.noShape')}</p>
        {fact && !fact.maskStops && (
          <p className={classes.lead}>{fact.masked ? t('editor.masked') : t('editor.notMasked')}</p>
        )}
      </div>
      <Problems problems={wireProblems(facts, wire)} />
      <div className={classes.actions}>
        {[moveEnd, moveStart, remove].map((command) => (
          <Button key={command.label} variant="default" disabled={!command.enabled} onClick={command.run}>
            {command.label}
          </Button>
        ))}
      </div>
    </>
  );
}

function SeveralInspector({ nodes, wires, annotations }: { nodes: number; wires: number; annotations: number }) {
  const t = useT();
  const several = [
    useCommand('group'),
    useCommand('addFrame'),
    useCommand('insertOnWire'),
    useCommand('bypass'),
    useCommand('duplicate'),
    useCommand('copy'),
    useCommand('shareWeights'),
    useCommand('delete'),
  ].filter((command) => command.enabled);
  return (
    <>
      <div className={classes.head}>
        <h2>
          {annotations > 0
            ? t('canvas.severalWith', { nodes, wires, annotations })
            : t('editor.several', { nodes, wires })}
        </h2>
      </div>
      <div className={classes.actions}>
        {several.map((command) => (
          <Button key={command.label} variant="default" disabled={!command.enabled} onClick={command.run}>
            {command.label}
          </Button>
        ))}
      </div>
    </>
  );
}
