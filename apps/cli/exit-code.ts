/** What the exit of a command says. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  /** The question was answered, and the answer is "not decided yet" or "unhealthy". */
  undecided: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
