import './zod-setup.ts';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './ui/tokens.css';
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { onReconnected, onStatus, startConnection } from './connection/client.ts';
import { isPageOutdated } from './connection/page-age.ts';
import { followFlow } from './flow/follow-flow.ts';
import { queryClient } from './connection/queries.ts';
import { startShortcuts } from './commands/commands.ts';
import { startRegions } from './commands/regions.ts';
import { startPanelSizes } from './shell/panel-sizes.ts';
import { startAnnouncer } from './state/announcer.ts';
import { readEngines, takeStoredSettings } from './state/app-settings.ts';
import { startProjectSession } from './state/project-session.ts';
import { followSampleSpec } from './state/sample-spec.ts';
import { useStudio } from './state/store.ts';
import { startI18n } from './ui/i18n.ts';
import { cssVariablesResolver, theme } from './ui/theme.ts';

startI18n();
onStatus((status) => useStudio.getState().setConnection(status));
onReconnected(() => void isPageOutdated().then(useStudio.getState().setOutdated));
startConnection();
startProjectSession();
followSampleSpec();
followFlow();
startShortcuts();
startRegions();
startAnnouncer();
startPanelSizes();
void takeStoredSettings();
void readEngines();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
          <ModalsProvider>
            <Notifications position="bottom-center" limit={4} />
            <App />
          </ModalsProvider>
        </MantineProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
