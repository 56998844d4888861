/** The glyphs of the workbench: one line of 1.5 px on a 16 px grid. */
const GLYPHS = {
  attr: <path d="M3 4h6M3 8h4M3 12h6M11 5l1.3 1.3L14.5 4M11 9.5l1.3 1.3 2.2-2.3" />,
  back: <path d="M13 8H3M7 4 3 8l4 4" />,
  box: <rect x="3" y="4" width="10" height="8" />,
  chat: <path d="M2.5 3h11v8H7l-3 2.500V11H2.500z" />,
  check: <path d="m3 8.5 3.3 3.300L13 5" />,
  chip: (
    <>
      <rect x="4.5" y="4.5" width="7" height="7" rx="1" />
      <path d="M6.5 2v2.500M9.5 2v2.500M6.5 11.500V14M9.5 11.500V14M2 6.500h2.500M2 9.500h2.500M11.5 6.500H14M11.5 9.500H14" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.200l2 1.3" />
    </>
  ),
  contrast: (
    <>
      <circle cx="8" cy="8" r="5.3" />
      <path d="M8 2.700v10.600a5.3 5.3 0 0 0 0-10.600z" fill="currentColor" />
    </>
  ),
  copyprev: (
    <>
      <rect x="6" y="6" width="7.5" height="7.5" />
      <path d="M3.8 10H2.5V2.5H10v1.3" />
    </>
  ),
  cursor: <path d="m4 2.5 8.5 5-3.9 1.2L6.6 12.5z" />,
  eye: (
    <>
      <path d="M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  fitto: <path d="M2.5 5.500v-3h3M10.5 2.500h3v3M13.5 10.500v3h-3M5.5 13.500h-3v-3" />,
  flag: <path d="M4 14V2.800M4 3h8.500l-2 3 2 3H4" />,
  half: (
    <>
      <path d="M7.5 12.500a4.7 4.7 0 1 1 5-5" />
      <rect x="8" y="8" width="5.5" height="5.5" fill="currentColor" strokeWidth="1" />
    </>
  ),
  hand: (
    <path d="M5 9V4.6a1 1 0 0 1 2 0V8m0-4.9a1 1 0 0 1 2 0V8m0-4a1 1 0 0 1 2 0v4.6m0-3a1 1 0 0 1 2 0V10a4 4 0 0 1-4 4H8.4a3.5 3.5 0 0 1-2.7-1.3L3.2 9.6a1 1 0 0 1 1.5-1.3L5 8.8" />
  ),
  imageoff: <path d="M5 3h8v8M11.5 13H3V4.500M5.5 10.5 7.5 8.5 10 11M2.5 2.500l11 11" />,
  keys: (
    <>
      <rect x="1.8" y="4" width="12.4" height="8" rx="1.5" />
      <path d="M4.5 6.700h.01M7 6.700h.01M9.3 6.700h.01M11.5 6.700h.01M5.5 9.500h5" />
    </>
  ),
  minus: <path d="M3.5 8h9" />,
  nojudge: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M6.3 6.500a1.8 1.8 0 1 1 2.5 1.700c-.5.3-.8.6-.8 1.200M8 11.200v.01" />
    </>
  ),
  plus: <path d="M8 3.500v9M3.5 8h9" />,
  redo: <path d="m10.5 3 3 3-3 3M13.2 6H6a3.5 3.5 0 0 0 0 7h4" />,
  refresh: (
    <path d="M13 6.500A5.3 5.3 0 0 0 3.5 5M3 9.500A5.3 5.3 0 0 0 12.5 11M3.3 2.500V5h2.500M12.7 13.500V11h-2.5" />
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  shuffle: (
    <path d="M2.5 4.500h2L10 11.500h3.500M2.5 11.500h2l1.6-2M8.5 6.3 10 4.500h3.500M11.5 2.500l2 2-2 2M11.5 9.500l2 2-2 2" />
  ),
  skip: <path d="m3 4 5 4-5 4zM9 4l4 4-4 4" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.800v1.400M8 12.800v1.400M1.8 8h1.400M12.8 8h1.400M3.6 3.600l1 1M11.4 11.400l1 1M12.4 3.600l-1 1M4.6 11.400l-1 1" />
    </>
  ),
  undo: <path d="M5.5 3 2.5 6l3 3M2.8 6H10a3.5 3.5 0 0 1 0 7H6" />,
  wave: <path d="M2.5 6.500c1.8-1.8 3.7-1.8 5.5 0s3.7 1.8 5.5 0M2.5 10.500c1.8-1.8 3.7-1.8 5.5 0s3.7 1.8 5.5 0" />,
  wifioff: (
    <path d="M2 6.300a9 9 0 0 1 3.3-2M14 6.300A9 9 0 0 0 8.5 3.500M4.2 8.800a5.5 5.5 0 0 1 3-1.500M11.8 8.800l-.8-.6M6.5 11.200a2.2 2.2 0 0 1 3 0M2.5 2.500l11 11" />
  ),
};
export type GlyphName = keyof typeof GLYPHS;

/** Decoration: the word beside it, or the name of its button, carries the meaning. */
export function Glyph({ name }: { name: GlyphName }) {
  return (
    <svg className="i" viewBox="0 0 16 16" aria-hidden="true">
      {GLYPHS[name]}
    </svg>
  );
}
