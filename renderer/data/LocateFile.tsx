import { Alert, Button, Text } from '@mantine/core';
import { chooseFile } from '../host/files.ts';
import { useT } from '../ui/i18n.ts';
import { dataFileTypes } from './ImportView.tsx';

/** The project names a file that is not on this computer. Everything else goes on working. */
export function LocateFile({
  file,
  onFile,
}: {
  file: { readonly name: string; readonly sha256: string };
  onFile: (file: File) => void;
}) {
  const t = useT();
  const locate = async (): Promise<void> => {
    const chosen = await chooseFile(dataFileTypes);
    if (chosen) onFile(chosen);
  };
  return (
    <Alert color="orange" variant="light" title={t('data.locate.title', { name: file.name })}>
      <Text size="sm" mb="xs">
        {t('data.locate.text')}
      </Text>
      <Button size="compact-sm" onClick={() => void locate()}>
        {t('data.locate.button')}
      </Button>
    </Alert>
  );
}
