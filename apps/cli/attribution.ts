/** The flag of read-outs, as the API takes it. */
export const attributionFlag = {
  value: 'KIND',
  about: 'direct: only events that name their mail or task; else all',
} as const;
