import { Collapse, Stack, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import inspector from '../inspector/inspector.module.css';
import { useT } from '../ui/i18n.ts';

/** Rare settings, folded away until somebody asks for them. */
export function Fold({ count, children }: { count: number; children: ReactNode }) {
  const t = useT();
  const [open, { toggle }] = useDisclosure(false);
  return (
    <div>
      <UnstyledButton className={inspector.fold} aria-expanded={open} onClick={toggle}>
        {open ? '▾' : '▸'} {t('editor.advanced', { count })}
      </UnstyledButton>
      <Collapse expanded={open} keepMounted={false}>
        <Stack gap={10}>{children}</Stack>
      </Collapse>
    </div>
  );
}
