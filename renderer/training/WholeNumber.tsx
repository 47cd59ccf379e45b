import { NumberInput } from '@mantine/core';

interface WholeNumberProps {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

/** A whole number within its limits; what is typed on the way there is not taken over. */
export function WholeNumber({ label, value, min, max, onChange }: WholeNumberProps) {
  return (
    <NumberInput
      label={label}
      value={value}
      min={min}
      max={max}
      allowDecimal={false}
      onChange={(next) => {
        if (typeof next === 'number' && next >= min && next <= max) onChange(next);
      }}
    />
  );
}
