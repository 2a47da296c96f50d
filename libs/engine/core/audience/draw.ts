import { bytesOf } from '../bytes.ts';
import { sha256Of } from '../digest.ts';

/** The questions that one digest answers, by where in it the answer stands. */
const QUESTIONS = {
  outcome: 0,
  machineOpen: 1,
  humanOpen: 2,
  autoReply: 3,
  done: 4,
  openDelay: 5,
  a: 6,
  b: 7,
} as const;

/** Uniform numbers in (0, 1) for one (seed, contact, step): a hash, never a stream, so any can be drawn again alone. */
export type Draws = (question: keyof typeof QUESTIONS) => number;

/** One SHA-256 gives eight independent draws of 32 bits. */
export function drawsFor(seed: number, contact: string, step: string): Draws {
  const hex = sha256Of(bytesOf(`${seed}|${contact}|${step}`));
  return (question) => {
    const at = QUESTIONS[question] * 8;
    return (Number.parseInt(hex.slice(at, at + 8), 16) + 0.5) / 2 ** 32;
  };
}

/** A lognormal delay in milliseconds, whole seconds, from two uniform draws (Box and Muller 1958). */
export function lognormalDelay(delay: { medianHours: number; sigma: number }, a: number, b: number): number {
  const z = Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
  return Math.max(1, Math.round(delay.medianHours * 3600 * Math.exp(delay.sigma * z))) * 1000;
}
