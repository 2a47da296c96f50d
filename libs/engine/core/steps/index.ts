import { branch } from './branch.ts';
import { email } from './email.ts';
import { exit } from './exit.ts';
import { task } from './task.ts';
import { wait } from './wait.ts';

/** Every step type there is. A new one is a file in this folder and a line here. */
export const stepTypes = { email, task, wait, branch, exit } as const;
