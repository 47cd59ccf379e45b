import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** What goes here, and one thing to do about it. */
export function EmptyState({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <Stack align="center" justify="center" gap="sm" h="100%" p="xl" ta="center">
      <Text fw={600} size="lg">
        {title}
      </Text>
      {text && (
        <Text c="dimmed" maw={520}>
          {text}
        </Text>
      )}
      {children}
    </Stack>
  );
}
