import { ProjectDialogs } from './projects/ProjectDialogs.tsx';
import { ReferenceDrawer } from './reference/ReferenceDrawer.tsx';
import { Banners } from './shell/Banners.tsx';
import { CommandPalette } from './shell/CommandPalette.tsx';
import { Drawer } from './shell/Drawer.tsx';
import { LiveRegion } from './shell/LiveRegion.tsx';
import { PlaceView } from './shell/PlaceView.tsx';
import { ShortcutSheet } from './shell/ShortcutSheet.tsx';
import { StartPage } from './shell/StartPage.tsx';
import { TopBar } from './shell/TopBar.tsx';
import classes from './shell/shell.module.css';
import { TourGuide } from './tour/TourGuide.tsx';
import { useStudio } from './state/store.ts';

export function App() {
  const open = useStudio((state) => state.doc !== null);
  return (
    <div className={classes.window}>
      <TopBar />
      <Banners />
      {open ? <PlaceView /> : <StartPage />}
      {open && <Drawer />}
      <LiveRegion />
      <CommandPalette />
      <ShortcutSheet />
      <ReferenceDrawer />
      <TourGuide />
      <ProjectDialogs />
    </div>
  );
}
