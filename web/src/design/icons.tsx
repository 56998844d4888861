import type { ReactNode } from "react";

/** Line icons on a 16 px grid, drawn for these screens; colour and size come from the parts. */
const drawings = {
  lines: <path d="M3 4h10M3 8h10M3 12h6" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.4 10.4 3.1 3.1" />
    </>
  ),
  home: (
    <>
      <path d="M2.5 7.2 8 2.8l5.5 4.4v6.3h-11z" />
      <path d="M6.5 13.5v-4h3v4" />
    </>
  ),
  data: (
    <>
      <ellipse cx="8" cy="4" rx="5" ry="2" />
      <path d="M3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4" />
      <path d="M3 8c0 1.1 2.2 2 5 2s5-.9 5-2" />
    </>
  ),
  pipeline: (
    <>
      <circle cx="3.5" cy="8" r="1.75" />
      <circle cx="12.5" cy="3.5" r="1.75" />
      <circle cx="12.5" cy="12.5" r="1.75" />
      <path d="m5.1 7.2 5.8-2.9M5.1 8.8l5.8 2.9" />
    </>
  ),
  guideline: (
    <>
      <path d="M2.5 3h4A1.5 1.5 0 0 1 8 4.5v9a1.5 1.5 0 0 0-1.5-1h-4z" />
      <path d="M13.5 3h-4A1.5 1.5 0 0 0 8 4.5v9a1.5 1.5 0 0 1 1.5-1h4z" />
    </>
  ),
  people: (
    <>
      <circle cx="6" cy="5.5" r="2.5" />
      <path d="M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 3.3a2.5 2.5 0 0 1 0 4.4M12 9.9c1.600.5 2.5 1.8 2.5 3.6" />
    </>
  ),
  release: (
    <>
      <path d="m8 2 5.5 3v6L8 14l-5.5-3V5z" />
      <path d="M2.5 5 8 8l5.5-3M8 8v6" />
    </>
  ),
  annotate: <path d="m3 13 .6-2.8L10.8 3 13 5.2l-7.2 7.2z" />,
  review: (
    <>
      <path d="M1.8 8C3.2 5.3 5.4 4 8 4s4.8 1.3 6.2 4c-1.4 2.7-3.6 4-6.2 4S3.2 10.7 1.8 8z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  settings: (
    <>
      <path d="M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6" />
      <circle cx="10" cy="4.5" r="1.5" />
      <circle cx="6" cy="11.5" r="1.5" />
    </>
  ),
  sidebar: (
    <>
      <rect x="2.5" y="3" width="11" height="10" rx="1" />
      <path d="M6.5 3v10" />
    </>
  ),
  history: <path d="M2.5 8a5.5 5.5 0 1 0 1.8-4.1L2.5 5.5M2.5 2.5v3h3M8 5v3.2l2 1.2" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />,
  warn: (
    <>
      <path d="M8 2.5 14 13H2z" />
      <path d="M8 6.5v3M8 11.2v.1" />
    </>
  ),
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  pilot: <path d="M3 13.5V3.5M13 13.5V3.5M3 5h10M3 9h10" />,
  check: <path d="m3 8.5 3.2 3.2L13 5" />,
  info: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 7.5v3.2M8 5.2v.1" />
    </>
  ),
  projects: (
    <>
      <rect x="2.5" y="2.5" width="4.5" height="4.5" />
      <rect x="9" y="2.5" width="4.5" height="4.5" />
      <rect x="2.5" y="9" width="4.5" height="4.5" />
      <rect x="9" y="9" width="4.5" height="4.5" />
    </>
  ),
  inbox: <path d="M2.5 9 4 3.5h8L13.5 9v4h-11zM2.5 9H6l.7 1.5h2.6L10 9h3.5" />,
  document: <path d="M4 2.5h5.5L12.5 5.5v8h-8.5zM9.5 2.5v3h3M6 8.5h4.5M6 11h3" />,
  plus: <path d="M8 3v10M3 8h10" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 4.8V8l2.2 1.4" />
    </>
  ),
  folder: <path d="M2 4.5a1 1 0 0 1 1-1h3L7.5 5H13a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z" />,
  download: <path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.5h10" />,
  upload: <path d="M8 10.2V2.7M4.8 5.7 8 2.5l3.2 3.2M3 13.5h10" />,
  play: <path d="M5 3.5v9l7-4.5z" />,
  minus: <path d="M3 8h10" />,
  down: <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  image: (
    <>
      <rect x="2.5" y="3" width="11" height="10" rx="1" />
      <circle cx="6" cy="6.3" r="1" />
      <path d="m3 11.5 3.5-3 2.5 2 2-1.7 2.5 2.2" />
    </>
  ),
  filter: <path d="M2.5 3.5h11l-4 4.8V13l-3-1.5V8.3z" />,
  left: <path d="M9.5 4.5 6 8l3.5 3.5" />,
  right: <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  grip: <path d="M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01" strokeWidth="2" />,
  machine: (
    <>
      <rect x="2" y="8.5" width="12" height="5" rx="1" />
      <path d="M2.3 8.7 4.3 3h7.4l2 5.7M11 11h.5" />
    </>
  ),
  invite: (
    <>
      <circle cx="6.5" cy="5.5" r="2.5" />
      <path d="M1.8 13.5c0-2.5 2-4 4.7-4 1 0 2 .2 2.700.6M12 9v5M9.5 11.5h5" />
    </>
  ),
  key: (
    <>
      <circle cx="5" cy="11" r="2.5" />
      <path d="M6.8 9.2 13 3M10.5 5.5l2 2" />
    </>
  ),
  box: <rect x="3" y="4" width="10" height="8" />,
  keys: (
    <>
      <rect x="1.8" y="4" width="12.4" height="8" rx="1.5" />
      <path d="M4.5 6.7h.01M7 6.7h.01M9.3 6.7h.01M11.5 6.7h.01M5.5 9.5h5" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1" />
    </>
  ),
  moon: <path d="M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6z" />,
  leave: <path d="M9.5 3h-6v10h6M7 8h6.5M11 5.5 13.5 8 11 10.5" />,
  link: (
    <path d="M6.8 9.2a2.5 2.5 0 0 0 3.5 0l2.2-2.2a2.5 2.5 0 0 0-3.5-3.5l-.8.8M9.2 6.8a2.5 2.5 0 0 0-3.5 0L3.5 9a2.5 2.5 0 0 0 3.5 3.5l.8-.8" />
  ),
  bin: <path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9" />,
  branch: <path d="m8 2 6 6-6 6-6-6z" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  list: <path d="M6 4h7M6 8h7M6 12h7M3 4h.01M3 8h.01M3 12h.01" />,
  star: <path d="m8 2.5 1.7 3.5 3.800.5-2.8 2.700.7 3.8L8 11.2 4.6 13l.7-3.8L2.5 6.5 6.3 6z" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1" />
      <path d="M10.5 5.5v-3h-8v8h3" />
    </>
  ),
  undo: <path d="M5.5 3 2.5 6l3 3M2.8 6H10a3.5 3.5 0 0 1 0 7H6" />,
  redo: <path d="m10.5 3 3 3-3 3M13.2 6H6a3.5 3.5 0 0 0 0 7h4" />,
  back: <path d="M13 8H3M7 4 3 8l4 4" />,
  chat: <path d="M2.5 3h11v8H7l-3 2.5V11H2.5z" />,
  flag: <path d="M4 14V2.8M4 3h8.5l-2 3 2 3H4" />,
  skip: <path d="m3 4 5 4-5 4zM9 4l4 4-4 4" />,
  unsure: <path d="M2.5 6.5c1.8-1.8 3.7-1.8 5.5 0s3.7 1.8 5.5 0M2.5 10.5c1.8-1.8 3.7-1.8 5.5 0s3.7 1.8 5.5 0" />,
  unknown: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M6.3 6.5a1.8 1.8 0 1 1 2.5 1.7c-.5.3-.8.6-.8 1.2M8 11.2v.01" />
    </>
  ),
  shuffle: <path d="M2.5 4.5h2L10 11.5h3.5M2.5 11.5h2l1.6-2M8.5 6.3 10 4.5h3.5M11.5 2.5l2 2-2 2M11.5 9.5l2 2-2 2" />,
  refresh: <path d="M13 6.5A5.3 5.3 0 0 0 3.5 5M3 9.5A5.3 5.3 0 0 0 12.5 11M3.3 2.5V5h2.5M12.7 13.5V11h-2.5" />,
  offline: (
    <path d="M2 6.3a9 9 0 0 1 3.3-2M14 6.3A9 9 0 0 0 8.5 3.5M4.2 8.8a5.5 5.5 0 0 1 3-1.5M11.8 8.8l-.8-.6M6.5 11.2a2.2 2.2 0 0 1 3 0M2.5 2.5l11 11" />
  ),
  missing: <path d="M5 3h8v8M11.5 13H3V4.5M5.5 10.5l2-2L10 11M2.5 2.5l11 11" />,
  cursor: <path d="m4 2.5 8.5 5-3.9 1.2L6.6 12.5z" />,
  hand: (
    <path d="M5 9V4.6a1 1 0 0 1 2 0V8m0-4.9a1 1 0 0 1 2 0V8m0-4a1 1 0 0 1 2 0v4.6m0-3a1 1 0 0 1 2 0V10a4 4 0 0 1-4 4H8.4a3.5 3.5 0 0 1-2.7-1.3L3.2 9.6a1 1 0 0 1 1.5-1.3L5 8.8" />
  ),
  questions: <path d="M3 4h6M3 8h4M3 12h6M11 5l1.3 1.3L14.5 4M11 9.5l1.3 1.3 2.2-2.3" />,
  alone: (
    <>
      <rect x="5.5" y="5.5" width="5" height="5" />
      <path d="M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11" />
    </>
  ),
  contrast: (
    <>
      <circle cx="8" cy="8" r="5.3" />
      <path d="M8 2.7v10.6a5.3 5.3 0 0 0 0-10.6z" fill="currentColor" />
    </>
  ),
  fit: <path d="M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof drawings;

/** One icon. It is decoration: the word beside it, or the label of the button around it, carries the meaning. */
export function Icon({
  name,
  size,
  tone,
}: {
  name: IconName;
  size?: "s" | "l";
  tone?: "good" | "warn" | "bad" | "info" | "accent";
}) {
  const look = ["ic", size, tone && `t-${tone}`].filter(Boolean).join(" ");
  return (
    <svg className={look} viewBox="0 0 16 16" aria-hidden="true">
      {drawings[name]}
    </svg>
  );
}

export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M3.5 7V3.5H7M13 3.5h3.5V7M16.5 13v3.5H13M7 16.5H3.5V13" />
      <path className="mark-in" d="m6.8 10.2 2.3 2.3 4.2-4.6" />
    </svg>
  );
}
