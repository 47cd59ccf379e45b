import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { languages } from '../../shared/i18n/index.ts';
import { maxNameLength } from '../../shared/project-doc.ts';
import { commands } from '../commands/commands.ts';
import { useCommand } from '../commands/useCommand.ts';
import { storeSettings, type ThemeChoice } from '../state/app-settings.ts';
import { type Place, places } from '../state/session-slice.ts';
import { updateDoc, useStudio } from '../state/store.ts';
import { currentLanguage, languageNames, setLanguage, useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { CommandMenuItem } from './CommandMenuItem.tsx';
import classes from './shell.module.css';

const themeIcons: Readonly<Record<ThemeChoice, IconName>> = { light: 'sun', dark: 'moon', auto: 'auto' };
const nextTheme: Readonly<Record<ThemeChoice, ThemeChoice>> = { auto: 'light', light: 'dark', dark: 'auto' };

export function TopBar() {
  const open = useStudio((state) => state.doc !== null);
  return (
    <header className={classes.topBar} data-region>
      <div className={classes.brand}>
        <ProjectMenu />
        {open ? <ProjectName /> : <strong>Weft Studio</strong>}
        {open && <PageHeading />}
        {open && <SavedState />}
      </div>
      {open && <Places />}
      <div className={classes.tools}>
        <Device />
        {open && <UndoRedo />}
        {open && <SummaryButton />}
        <PaletteButton />
        <LanguageMenu />
        <ThemeButton />
      </div>
    </header>
  );
}

function ProjectMenu() {
  const t = useT();
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className={classes.mark} aria-label={t('app.menu')}>
          <img src="./icon.svg" width={28} height={28} alt="" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {commands
          .filter((command) => command.group === 'project')
          .map((command) => (
            <CommandMenuItem key={command.id} id={command.id} />
          ))}
        <Menu.Divider />
        <CommandMenuItem id="showShortcuts" />
      </Menu.Dropdown>
    </Menu>
  );
}

/** For readers that go from heading to heading: the name itself is a field. */
function PageHeading() {
  const t = useT();
  const name = useStudio((state) => state.doc?.name);
  const place = useStudio((state) => state.place);
  return (
    <h1 className="visually-hidden">
      {name}: {t(`places.${place}`)}
    </h1>
  );
}

function ProjectName() {
  const t = useT();
  const name = useStudio((state) => state.doc?.name ?? '');
  const writable = useStudio((state) => state.writable);
  const rename = (input: HTMLInputElement): void => {
    const text = input.value.trim();
    if (text === '') input.value = name;
    else updateDoc('command.renameProject', (doc) => (doc.name === text ? doc : { ...doc, name: text }));
  };
  return (
    <input
      key={name}
      className={classes.projectName}
      aria-label={t('app.projectName')}
      defaultValue={name}
      maxLength={maxNameLength}
      readOnly={!writable}
      onBlur={(event) => rename(event.currentTarget)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}

function SavedState() {
  const t = useT();
  const state = useStudio(({ doc, savedDoc, writable }) =>
    writable ? (doc === savedDoc ? 'saved' : 'unsaved') : 'readOnly',
  );
  return (
    <span className={classes.saved} role="status">
      {t(`app.state.${state}`)}
    </span>
  );
}

function Places() {
  const t = useT();
  return (
    <nav className={classes.places} aria-label={t('app.places')}>
      {places.map((place) => (
        <PlaceButton key={place} place={place} />
      ))}
    </nav>
  );
}

function PlaceButton({ place }: { place: Place }) {
  const t = useT();
  const { shortcut, run } = useCommand(`go.${place}`);
  const current = useStudio((state) => state.place === place);
  return (
    <Tooltip label={`${t(`places.${place}.help`)} (${shortcut})`}>
      <button
        type="button"
        data-place={place}
        className={classes.place}
        aria-current={current ? 'page' : undefined}
        onClick={run}
      >
        <Icon name={place} />
        {t(`places.${place}`)}
      </button>
    </Tooltip>
  );
}

function Device() {
  const t = useT();
  const engine = useStudio((state) => state.engines?.find((known) => known.chosen));
  if (!engine) return null;
  const name = t(`app.engine.${engine.kind}`);
  return (
    <Tooltip
      multiline
      maw={360}
      label={[engine.device, engine.version, engine.why].filter((part) => part !== null && part !== '').join(' · ')}
    >
      <button type="button" className={classes.device} aria-label={`${t('app.device')}: ${name}`}>
        <Icon name="chip" size={14} />
        <span>{name}</span>
      </button>
    </Tooltip>
  );
}

function UndoRedo() {
  const undo = useCommand('undo');
  const redo = useCommand('redo');
  return (
    <>
      <IconButton icon="undo" label={undo.label} shortcut={undo.shortcut} disabled={!undo.enabled} onClick={undo.run} />
      <IconButton icon="redo" label={redo.label} shortcut={redo.shortcut} disabled={!redo.enabled} onClick={redo.run} />
    </>
  );
}

function SummaryButton() {
  const { label, shortcut, run } = useCommand('showSummary');
  return <IconButton icon="table" label={label} shortcut={shortcut} onClick={run} />;
}

function PaletteButton() {
  const { label, shortcut, run } = useCommand('openPalette');
  return <IconButton icon="search" label={label} shortcut={shortcut} onClick={run} />;
}

function LanguageMenu() {
  const t = useT();
  const { colorScheme } = useMantineColorScheme();
  const chosen = currentLanguage();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('app.language')} title={t('app.language')}>
          <Icon name="language" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            leftSection={
              language === chosen ? (
                <Icon name="check" size={14} />
              ) : (
                <span style={{ width: 14, display: 'inline-block' }} />
              )
            }
            onClick={() => {
              setLanguage(language);
              void storeSettings(colorScheme);
            }}
          >
            {languageNames[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ThemeButton() {
  const t = useT();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <IconButton
      icon={themeIcons[colorScheme]}
      label={t(`app.theme.${colorScheme}`)}
      onClick={() => {
        const theme = nextTheme[colorScheme];
        setColorScheme(theme);
        void storeSettings(theme);
      }}
    />
  );
}
