import { Worker } from 'node:worker_threads';
import type { Contact } from '#engine';

export interface Letter {
  readonly subject: string;
  readonly body: string;
  readonly contact: Contact;
}

export type Rendered =
  | { readonly ok: true; readonly subject: string; readonly body: string }
  | { readonly ok: false; readonly reason: string };

/** Renders letters; a letter that cannot be rendered is a value, not an exception. */
export interface Renderer {
  render(letters: readonly Letter[]): Promise<Rendered[]>;
  close(): Promise<void>;
}

/**
 * Renders in a worker thread under a time budget, since a template can burn CPU for seconds (50,000 mustaches:
 * 5.4 s). A batch that overruns is rendered again letter by letter, so that only the guilty one fails.
 */
export function startRenderer(budgetMs = 1000): Renderer {
  let worker: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const start = (): Worker => {
    const started = new Worker(new URL('./render-worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    });
    started.unref();
    return started;
  };

  /** One round trip; null when the budget ran out or the worker died, which ends it. */
  const attempt = (letters: readonly Letter[]): Promise<Rendered[] | null> =>
    new Promise((resolve) => {
      worker ??= start();
      const current = worker;
      const finish = (answer: Rendered[] | null) => {
        clearTimeout(timer);
        current.removeAllListeners();
        if (answer === null) {
          worker = null;
          void current.terminate();
        }
        resolve(answer);
      };
      const timer = setTimeout(() => finish(null), budgetMs + letters.length);
      current.once('message', finish);
      current.once('error', () => finish(null));
      current.once('exit', () => finish(null));
      current.postMessage(letters);
    });

  const renderAll = async (letters: readonly Letter[]): Promise<Rendered[]> => {
    const together = await attempt(letters);
    if (together) return together;
    const rendered: Rendered[] = [];
    for (const letter of letters) {
      const alone = await attempt([letter]);
      rendered.push(alone?.[0] ?? { ok: false, reason: `the template did not render within ${budgetMs} ms` });
    }
    return rendered;
  };

  return {
    render(letters) {
      const turn = queue.then(() => renderAll(letters));
      queue = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await queue;
      await worker?.terminate();
      worker = null;
    },
  };
}
