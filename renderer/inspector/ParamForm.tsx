import { Collapse, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { memo } from 'react';
import type { ParamValue } from '../../shared/graph/graph-doc.ts';
import { isVisible, paramProblem, type ParamValues } from '../../shared/layers/param-values.ts';
import type { ParamSpec } from '../../shared/layers/params.ts';
import { problemText } from '../../shared/i18n/translate.ts';
import { useT } from '../ui/i18n.ts';
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
  const field = ([name, spec]: readonly [string, ParamSpec]) => (
    <Field key={name} {...common} name={name} spec={spec} value={complete[name] ?? null} />
  );
  return (
    <div className={classes.form}>
      {usual.map(field)}
      {rare.length > 0 && (
        <>
          <UnstyledButton className={classes.fold} aria-expanded={advanced} onClick={toggle}>
            {advanced ? '▾' : '▸'} {t('editor.advanced', { count: rare.length })}
          </UnstyledButton>
          <Collapse expanded={advanced} keepMounted={false}>
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
  const problem = problems.find((candidate) => candidate.param === name) ?? paramProblem(name, spec, value);
  return (
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
  );
});
