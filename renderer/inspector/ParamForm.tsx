import { Collapse, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { memo } from 'react';
import type { ParamValue } from '../../shared/graph/graph-doc.ts';
import { isVisible, paramProblem, type ParamValues } from '../../shared/layers/param-values.ts';
import type { ParamSpec } from '../../shared/layers/params.ts';
import { problemText } from '../../shared/i18n/translate.ts';
import { useT } from '../ui/i18n.ts';
import { RepairButtons } from '../ui/RepairButtons.tsx';
import type { ParamFormProps } from './form-props.ts';
import { ParamField } from './ParamField.tsx';
import classes from './inspector.module.css';

/** A form made from declarations: no layer has one of its own. */
export function ParamForm({ specs, values, ...common }: ParamFormProps) {
  const t = useT();
  const [advanced, { toggle }] = useDisclosure(false);
  const complete: ParamValues = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, values[name] ?? spec.default]),
  );
  const shown = Object.entries(specs).filter(([, spec]) => isVisible(spec.visibleIf, complete));
  const usual = shown.filter(([, spec]) => !spec.advanced);
  const rare = shown.filter(([, spec]) => spec.advanced);
  // What is wrong is never folded away.
  const isOpen = advanced || rare.some(([name]) => common.problems.some(({ param }) => param === name));
  const field = ([name, spec]: readonly [string, ParamSpec]) => (
    <Field key={name} {...common} name={name} spec={spec} value={complete[name] ?? null} />
  );
  return (
    <div className={classes.form}>
      {usual.map(field)}
      {rare.length > 0 && (
        <>
          <UnstyledButton className={classes.fold} aria-expanded={isOpen} onClick={toggle}>
            {isOpen ? '▾' : '▸'} {t('editor.advanced', { count: rare.length })}
          </UnstyledButton>
          <Collapse expanded={isOpen} keepMounted={false}>
            <div className={classes.form}>{rare.map(field)}</div>
          </Collapse>
        </>
      )}
    </div>
  );
}

/** A key typed into one field draws that one again, not all of them. */
const Field = memo(function Field({
  owner,
  name,
  spec,
  value,
  problems,
  disabled,
  onChange,
}: Omit<ParamFormProps, 'specs' | 'values'> & { name: string; spec: ParamSpec; value: ParamValue }) {
  const t = useT();
  const found = problems.find((candidate) => candidate.param === name);
  const problem = found ?? paramProblem(name, spec, value);
  return (
    <>
      <ParamField
        spec={spec}
        label={t([`param.${owner}.${name}`, `param.${name}`], { defaultValue: name })}
        help={t([`param.${owner}.${name}.help`, `param.${name}.help`], { defaultValue: '' })}
        value={value}
        error={problem && problemText(problem, t)}
        disabled={disabled}
        onChange={(next) => onChange(name, next)}
        Form={ParamForm}
      />
      {found && (
        <div>
          <RepairButtons problem={found} />
        </div>
      )}
    </>
  );
});
