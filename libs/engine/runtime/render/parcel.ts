import { createHash } from 'node:crypto';
import type { Letter, MailTemplate } from './letter.ts';

/** Letters on their way to the worker, with the templates that it does not have yet and those it need not keep. */
export interface Parcel {
  readonly forget: readonly string[];
  readonly templates: readonly (readonly [hash: string, template: MailTemplate])[];
  readonly letters: readonly (Omit<Letter, 'template'> & { readonly template: string })[];
}

/** Compiled templates take memory: this many are kept, as in the core. */
const MOST_KEPT = 1_000;

/**
 * Packs letters so that every template travels once, by the hash of its content. This side decides what the other side
 * keeps, the latest used ones, so that the two always agree; after a worker has gone, everything travels again.
 */
export class Packer {
  /** In order of use. */
  readonly #kept = new Set<string>();
  readonly #hashes = new WeakMap<MailTemplate, string>();

  pack(letters: readonly Letter[]): Parcel {
    const templates = new Map<string, MailTemplate>();
    const used = new Set<string>();
    const packed = letters.map(({ template, contact, subject, links, findsAll }) => {
      const hash = this.#hashOf(template);
      if (!used.has(hash)) {
        used.add(hash);
        if (!this.#kept.delete(hash)) templates.set(hash, template);
        this.#kept.add(hash);
      }
      return { template: hash, contact, subject, links, findsAll };
    });
    const spare = Math.max(0, this.#kept.size - Math.max(MOST_KEPT, used.size));
    const forget = [...this.#kept].slice(0, spare);
    for (const hash of forget) this.#kept.delete(hash);
    return { forget, templates: [...templates], letters: packed };
  }

  /** The worker is another one. */
  clear(): void {
    this.#kept.clear();
  }

  #hashOf(template: MailTemplate): string {
    let hash = this.#hashes.get(template);
    if (hash === undefined) {
      const { subject, body, html = null } = template;
      hash = createHash('sha256')
        .update(JSON.stringify([subject, body, html]))
        .digest('base64url');
      this.#hashes.set(template, hash);
    }
    return hash;
  }
}
