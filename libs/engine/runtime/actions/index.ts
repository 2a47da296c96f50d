import type { StepPlugin } from './action.ts';

/** The types of step that do something in the world besides mail and tasks. A new one is a file in this folder and a line here. */
export const plugins: readonly StepPlugin[] = [];
