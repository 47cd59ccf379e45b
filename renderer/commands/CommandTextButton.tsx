import { Button, type ButtonProps } from '@mantine/core';
import { useCommand } from './useCommand.ts';

/** A command as a button with its name. */
export function CommandTextButton({ id, ...rest }: ButtonProps & { id: string }) {
  const { label, enabled, run } = useCommand(id);
  return (
    <Button variant="default" disabled={!enabled} onClick={run} {...rest}>
      {label}
    </Button>
  );
}
