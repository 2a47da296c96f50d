import type { SignedCall, Verdict } from './signatures/verdict.ts';

/** A call that stands before a gate. What is in its body is read when somebody asks, and only then can be found broken. */
export interface ArrivedCall extends SignedCall {
  payload(): unknown;
}

/** What a gate says of a call. */
export interface Admission {
  readonly verdict: Verdict;
  /** A token that was signed in the place of what it came with, and a hash of that. */
  readonly once?: { readonly token: string; readonly content: Buffer };
}

/** How the calls of one provider are told from everybody else's. */
export interface Gate {
  /** The setting that it needs, and that it has it. */
  readonly setting: string;
  readonly isSetUp: boolean;
  admit(call: ArrivedCall): Admission | Promise<Admission>;
}
