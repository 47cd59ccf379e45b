import { Button } from '@mantine/core';
import { problemText } from '../../shared/i18n/translate.ts';
import { useCommand } from '../commands/useCommand.ts';
import { reconnectNow } from '../connection/client.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './shell.module.css';

/** What the person must know about the whole window: connection lost, read-only, work recovered. */
export function Banners() {
  const t = useT();
  const lost = useStudio((state) => state.connection === 'lost');
  const hasWork = useStudio((state) => state.doc !== null && state.writable && state.doc !== state.savedDoc);
  const readOnly = useStudio((state) => state.doc !== null && !state.writable);
  const recovered = useStudio((state) => state.recovered);
  const unkept = useStudio((state) => (state.doc !== null ? state.unkept : null));
  const outdated = useStudio((state) => state.outdated);
  const download = useCommand('downloadProject');
  const takeOver = useCommand('takeOver');
  const save = useCommand('save');
  return (
    <div role="status">
      {lost && (
        <div className={classes.banner}>
          <span>{t('app.lost')}</span>
          <Button variant="default" onClick={reconnectNow}>
            {t('app.reconnect')}
          </Button>
          {hasWork && (
            <Button variant="default" onClick={download.run}>
              {download.label}
            </Button>
          )}
        </div>
      )}
      {outdated && !lost && (
        <div className={classes.banner}>
          <span>{t('app.outdated')}</span>
          <Button variant="default" onClick={() => location.reload()}>
            {t('app.reload')}
          </Button>
        </div>
      )}
      {unkept && (
        <div className={classes.banner}>
          <span>{t('app.unkept', { text: problemText(unkept, t) })}</span>
          <Button variant="default" onClick={download.run}>
            {download.label}
          </Button>
        </div>
      )}
      {readOnly && (
        <div className={classes.banner}>
          <span>{t('app.readOnly')}</span>
          <Button variant="default" onClick={takeOver.run}>
            {takeOver.label}
          </Button>
        </div>
      )}
      {recovered && !readOnly && (
        <div className={classes.banner}>
          <span>{t('app.recovered')}</span>
          <Button variant="default" onClick={save.run}>
            {save.label}
          </Button>
        </div>
      )}
    </div>
  );
}
