import { Modal } from '@mantine/core';
import { ComparisonView } from '../compare/ComparisonView.tsx';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { OpenText } from './OpenText.tsx';
import { showComparison, showProjectDialog, useProjectDialogs } from './project-dialogs.ts';
import { SaveAs } from './SaveAs.tsx';
import { ShareText } from './ShareText.tsx';
import { Versions } from './Versions.tsx';

/** The dialogs about the project as a whole; one is open at a time, and a comparison may lie above it. */
export function ProjectDialogs() {
  const t = useT();
  const { open, comparison } = useProjectDialogs();
  const hasProject = useStudio((state) => state.doc !== null);
  const shown = hasProject || open === 'openText' ? open : null;
  return (
    <>
      <Modal
        opened={shown !== null}
        onClose={() => showProjectDialog(null)}
        // Escape closes the one on top.
        closeOnEscape={comparison === null}
        title={shown === null ? '' : t(`projects.${shown}.title`)}
        size={shown === 'versions' ? 'xl' : 'lg'}
        closeButtonProps={{ 'aria-label': t('app.close') }}
      >
        {shown === 'versions' && <Versions />}
        {shown === 'share' && <ShareText />}
        {shown === 'openText' && <OpenText />}
        {shown === 'saveAs' && <SaveAs />}
      </Modal>
      <Modal
        opened={comparison !== null}
        onClose={() => showComparison(null)}
        title={
          comparison ? t('compare.heading', { before: comparison.before.label, after: comparison.after.label }) : ''
        }
        fullScreen
        closeButtonProps={{ 'aria-label': t('app.close') }}
      >
        {comparison && <ComparisonView {...comparison} />}
      </Modal>
    </>
  );
}
