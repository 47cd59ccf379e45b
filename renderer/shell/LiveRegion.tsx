import { useAnnouncement } from '../state/announcer.ts';

/** Where edits are said aloud for those who do not see them. A new element each time, so that the same words are heard again. */
export function LiveRegion() {
  const { text, number } = useAnnouncement();
  return (
    <div role="status" aria-live="polite" className="visually-hidden" data-announcements>
      <span key={number}>{text}</span>
    </div>
  );
}
