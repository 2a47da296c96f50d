import { Worker } from 'node:worker_threads';
import { DomainError } from '#engine';
import type { Simulation, SimulationPlan } from '#simulation';

const WORKER = new URL('./simulation-worker.js', import.meta.url);

/** How many may run or wait at once, and how long each may take. */
export interface SimulationLimits {
  readonly most: number;
  readonly budgetMs: number;
}

const LIMITS: SimulationLimits = { most: 4, budgetMs: 30_000 };

/** Runs simulations in a thread of their own, one after the other, so that nothing else waits for them. */
export class Simulations {
  private underWay = 0;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly limits: SimulationLimits = LIMITS) {}

  /** The result, or a refusal where too many wait already or the time is over. */
  async run(plan: SimulationPlan): Promise<Simulation> {
    if (this.underWay >= this.limits.most) throw tooMany();
    this.underWay += 1;
    const turn = this.queue.then(() => runInThread(plan, this.limits.budgetMs));
    this.queue = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.underWay -= 1;
    }
  }
}

async function runInThread(plan: SimulationPlan, budgetMs: number): Promise<Simulation> {
  const worker = new Worker(WORKER, { workerData: plan, resourceLimits: { maxOldGenerationSizeMb: 256 } });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Simulation>((resolve, reject) => {
      timer = setTimeout(() => reject(tooLong(plan, budgetMs)), budgetMs);
      worker.once('message', resolve).once('error', reject);
      worker.once('exit', (code) => reject(new Error(`The simulation ended with exit code ${code}.`)));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function tooMany(): DomainError {
  return new DomainError({
    code: 'simulation-busy',
    detail: 'Other simulations run and wait already.',
    fix: 'Try again in a moment, or run it yourself: npx crest sequence simulate FILE.',
  });
}

function tooLong({ enrollments }: SimulationPlan, budgetMs: number): DomainError {
  return new DomainError({
    code: 'simulation-too-long',
    detail: `${enrollments} enrollments were not simulated within ${budgetMs / 1000} seconds.`,
    fix: 'Ask for fewer, or run it yourself: npx crest sequence simulate FILE.',
  });
}
