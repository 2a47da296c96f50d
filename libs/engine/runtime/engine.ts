import type { Sequence } from '#engine';
import { loadVersion, type Sql } from '#storage';
import { type Steps, stepsWith } from './actions/action.ts';
import { plugins } from './actions/index.ts';
import type { MailLinks } from './mail/mail-links.ts';
import type { Mailer } from './mail/mailer.ts';
import type { Renderer } from './render/renderer.ts';

/** What every part of the runtime works with. */
export interface Engine {
  readonly sql: Sql;
  readonly mailer: Mailer;
  readonly renderer: Renderer;
  readonly links: MailLinks;
  readonly versions: Versions;
  /** Rows a statement: 100 and more are 4 times as fast as one. */
  readonly batch: number;
  /** How many batches are under way side by side when there is a backlog; each needs a connection. At most 8. */
  readonly lanes: number;
  readonly leaseMs: number;
}

/** Published versions never change, so each is loaded once. */
export class Versions {
  readonly #loaded = new Map<string, Promise<Sequence>>();
  readonly #sql: Sql;
  /** What their steps can be. */
  readonly steps: Steps;

  constructor(sql: Sql, steps: Steps = stepsWith(plugins)) {
    this.#sql = sql;
    this.steps = steps;
  }

  get(sequenceId: number, version: number): Promise<Sequence> {
    const key = `${sequenceId}:${version}`;
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const loading = loadVersion(this.#sql, sequenceId, version);
    this.#loaded.set(key, loading);
    // A failed load is not kept, so that the next caller tries again; this one still gets the error.
    loading.catch(() => this.#loaded.delete(key));
    return loading;
  }
}
