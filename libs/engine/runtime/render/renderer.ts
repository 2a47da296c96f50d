import { Worker } from 'node:worker_threads';
import type { Letter, Rendered } from './letter.ts';
import { Packer } from './parcel.ts';

/** Renders letters; a letter that cannot be rendered is a value, not an exception. */
export interface Renderer {
  render(letters: readonly Letter[]): Promise<Rendered[]>;
  close(): Promise<void>;
}

/**
 * Renders in a worker thread under a time budget, since a template can burn CPU for seconds (50,000 mustaches:
 * 5.4 s). A batch that overruns is rendered again letter by letter, so that only the guilty one fails. The budget
 * runs while the worker works, not while it starts.
 */
export function startRenderer(budgetMs = 2000): Renderer {
  const packer = new Packer();
  let running: Promise<Worker> | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const stop = async (): Promise<void> => {
    const stopping = running;
    running = null;
    packer.clear();
    await (await stopping)?.terminate();
  };

  /** One round trip; null when the budget ran out or the worker died, which ends it. */
  const attempt = async (letters: readonly Letter[]): Promise<Rendered[] | null> => {
    running ??= startWorker();
    const worker = await running;
    const answer = await new Promise<Rendered[] | null>((resolve) => {
      const finish = (rendered: Rendered[] | null) => {
        clearTimeout(timer);
        worker.off('message', finish).off('error', fail).off('exit', fail);
        resolve(rendered);
      };
      const fail = () => finish(null);
      const timer = setTimeout(fail, budgetMs + 5 * letters.length);
      worker.once('message', finish).once('error', fail).once('exit', fail);
      worker.postMessage(packer.pack(letters));
    });
    if (answer === null) await stop();
    return answer;
  };

  const renderAll = async (letters: readonly Letter[]): Promise<Rendered[]> => {
    const together = await attempt(letters);
    if (together) return together;
    const rendered: Rendered[] = [];
    for (const letter of letters) {
      const alone = await attempt([letter]);
      rendered.push(alone?.[0] ?? tooSlow(budgetMs));
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
      await stop();
    },
  };
}

function tooSlow(budgetMs: number): Rendered {
  const reason = `The template did not render within ${budgetMs} ms.`;
  return { ok: false, reason, part: null, field: null };
}

/** A worker that has loaded what it needs: it says so with its first message. */
async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL('./render-worker.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  worker.unref();
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => {
      worker.off('error', reject);
      resolve();
    });
  });
  return worker;
}
