import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import { commandOf } from '../commands/commands.ts';
import { CommandMenuItem } from '../shell/CommandMenuItem.tsx';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { closeCanvasMenu, useCanvasMenu } from './canvas-menu.ts';

interface OpenMenuProps {
  at: { readonly x: number; readonly y: number };
  groups: readonly (readonly string[])[];
}

/** What can be done with what was right-clicked, with its keys beside it. */
export function CanvasMenu() {
  const { at, groups } = useCanvasMenu();
  return at && <OpenMenu key={`${at.x} ${at.y}`} at={at} groups={groups} />;
}

function OpenMenu({ at, groups }: OpenMenuProps) {
  const t = useT();
  const state = useStudio();
  const shown = groups
    .map((group) => group.filter((id) => commandOf(id).enabled(state)))
    .filter((group) => group.length > 0);
  return (
    <Menu
      opened
      onClose={closeCanvasMenu}
      position="bottom-start"
      offset={0}
      width={270}
      returnFocus
      // The place that would take the focus first is no entry of a menu.
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button
          type="button"
          className="visually-hidden"
          tabIndex={-1}
          aria-label={t('canvas.menu')}
          style={{ position: 'fixed', left: at.x, top: at.y }}
        />
      </Menu.Target>
      <Menu.Dropdown mah="min(660px, 92vh)" style={{ overflowY: 'auto' }}>
        {shown.map((group, index) => (
          <Fragment key={group[0]}>
            {index > 0 && <Menu.Divider />}
            {group.map((id) => (
              <CommandMenuItem key={id} id={id} />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
