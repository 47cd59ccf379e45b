/** Which dialog about the project is open, and which two drawings are compared. */
import { create } from 'zustand';
import type { ProjectDoc } from '../../shared/project-doc.ts';

export interface ComparedSide {
  /** What the person knows it by: a time, a run. */
  readonly label: string;
  readonly doc: ProjectDoc;
}
export interface Comparison {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
}

interface ProjectDialogs {
  readonly open: 'versions' | 'share' | 'openText' | 'saveAs' | null;
  readonly comparison: Comparison | null;
}

export const useProjectDialogs = create<ProjectDialogs>()(() => ({ open: null, comparison: null }));

export const showProjectDialog = (open: ProjectDialogs['open']): void => useProjectDialogs.setState({ open });
export const showComparison = (comparison: Comparison | null): void => useProjectDialogs.setState({ comparison });
