import { Button, Group, Kbd } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Command } from '../commands/command.ts';
import { commandContext, commands } from '../commands/commands.ts';
import { bindKeys, keysOf, ownerOf, resetKeys, useChosenKeys } from '../commands/key-bindings.ts';
import { isTyped, keysOfPress, showKeys } from '../commands/keys.ts';
import { storeKeys } from '../state/app-settings.ts';
import { useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import classes from './shortcuts.module.css';

interface ShortcutRowProps {
  readonly command: Command;
  readonly changing: boolean;
  readonly onChanging: (changing: boolean) => void;
}

/** A command, its keys, and how to give it others. */
export function ShortcutRow({ command, changing, onChanging }: ShortcutRowProps) {
  const t = useT();
  const changed = useChosenKeys(({ chosen }) => chosen[command.id] !== undefined);
  const change = useRef<HTMLButtonElement>(null);
  const name = command.label(commandContext());
  const stop = (): void => {
    onChanging(false);
    change.current?.focus();
  };
  return (
    <li className={classes.row}>
      <span className={classes.name}>{name}</span>
      <span>
        {keysOf(command).map((keys) => (
          <Kbd key={keys} ml={4}>
            {showKeys(keys)}
          </Kbd>
        ))}
      </span>
      {changed && (
        <IconButton
          icon="undo"
          size="sm"
          label={t('keys.reset', { name })}
          onClick={() => {
            resetKeys(commands, command);
            void storeKeys();
            change.current?.focus();
          }}
        />
      )}
      {/* Copying and pasting are the browser's own. */}
      {command.native !== true && (
        <Button
          ref={change}
          variant="subtle"
          size="compact-xs"
          aria-expanded={changing}
          aria-label={t('keys.changeNamed', { name })}
          onClick={() => onChanging(!changing)}
        >
          {t('keys.change')}
        </Button>
      )}
      {changing && <Capture command={command} onDone={stop} />}
    </li>
  );
}

/** Waits for a key press; keys that belong to another command are only taken when the person says so. */
function Capture({ command, onDone }: { command: Command; onDone: () => void }) {
  const t = useT();
  const [pressed, setPressed] = useState<string>();
  const field = useRef<HTMLButtonElement>(null);
  useEffect(() => field.current?.focus(), []);
  const owner = pressed === undefined ? undefined : ownerOf(commands, pressed, command.id);
  const refused = pressed !== undefined && command.inFields === true && isTyped(pressed);

  const bind = (keys: string): void => {
    bindKeys(commands, command, keys);
    void storeKeys();
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      onDone();
      return;
    }
    const keys = keysOfPress(event.nativeEvent);
    if (keys === undefined) return;
    const free = ownerOf(commands, keys, command.id) === undefined;
    if (free && !(command.inFields === true && isTyped(keys))) bind(keys);
    else setPressed(keys);
  };
  return (
    <div className={classes.capture}>
      <button
        ref={field}
        type="button"
        className={classes.field}
        data-mantine-stop-propagation="true"
        onKeyDown={onKeyDown}
      >
        {pressed === undefined ? t('keys.press') : showKeys(pressed)}
      </button>
      <p role="status">
        {refused && t('keys.typed', { keys: showKeys(pressed) })}
        {!refused && owner && t('keys.taken', { keys: showKeys(pressed ?? ''), name: owner.label(commandContext()) })}
      </p>
      <Group gap={6}>
        {owner && owner.native !== true && !refused && (
          <Button size="compact-xs" onClick={() => bind(pressed ?? '')}>
            {t('keys.take')}
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => bind('')}>
          {t('keys.none')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={onDone}>
          {t('app.cancel')}
        </Button>
      </Group>
    </div>
  );
}
