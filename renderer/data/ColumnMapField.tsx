import { ActionIcon, Group, Input, NativeSelect, NumberInput } from '@mantine/core';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import type { Field } from './step-fields.ts';
import { optionLabel } from './step-words.ts';

interface ColumnMapFieldProps {
  label: string;
  field: Extract<Field, { kind: 'columnMap' }>;
  value: Readonly<Record<string, unknown>>;
  columns: readonly string[];
  onChange: (value: Record<string, unknown>) => void;
}

/** A choice for each of some columns: rows that can be added and taken away. */
export function ColumnMapField({ label, field, value, columns, onChange }: ColumnMapFieldProps) {
  const t = useT();
  const entries = Object.entries(value);
  const free = columns.filter((column) => !Object.hasOwn(value, column));
  const set = (column: string, choice: unknown): void => onChange({ ...value, [column]: choice });
  const constant = (choice: unknown): number =>
    typeof choice === 'object' && choice !== null && 'constant' in choice ? Number(choice.constant) : 0;
  return (
    <Input.Wrapper label={label} size="xs" labelElement="div">
      {entries.map(([column, choice]) => (
        <Group key={column} gap={4} wrap="nowrap" mb={4}>
          <NativeSelect
            size="xs"
            flex={1}
            aria-label={t('data.choiceFor', { column })}
            label={column}
            value={typeof choice === 'string' ? choice : 'constant'}
            data={[
              ...field.options.map((option) => ({ value: option, label: optionLabel(field.name, option, t) })),
              ...(field.constant ? [{ value: 'constant', label: t('recipe.option.constant') }] : []),
            ]}
            onChange={(event) =>
              set(column, event.currentTarget.value === 'constant' ? { constant: 0 } : event.currentTarget.value)
            }
          />
          {typeof choice !== 'string' && (
            <NumberInput
              w={80}
              label={t('data.constantValue')}
              value={constant(choice)}
              onChange={(next) => typeof next === 'number' && set(column, { constant: next })}
            />
          )}
          <ActionIcon
            mt={22}
            aria-label={t('data.removeChoice', { column })}
            onClick={() => onChange(Object.fromEntries(entries.filter(([name]) => name !== column)))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </Group>
      ))}
      {free.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t('data.addColumnTo', { field: label })}
          value=""
          data={[{ value: '', label: t('data.addColumn') }, ...free]}
          onChange={(event) => event.currentTarget.value && set(event.currentTarget.value, field.options[0])}
        />
      )}
    </Input.Wrapper>
  );
}
