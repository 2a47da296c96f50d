import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { announceProcess, forgetProcess, listProcesses, type RunningProcess, type Sql } from '#storage';
import { ROLES, type Role } from '../settings.ts';

const EVERY_MS = 5000;

/** Tells the other processes of an installation that this one is alive and what it does, as long as it runs. */
export class Processes implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('processes');
  private readonly self: RunningProcess;
  private beating: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly sql: Sql,
    roles: readonly Role[],
    private readonly now: () => number,
  ) {
    this.self = { id: randomUUID(), roles, host: hostname(), pid: process.pid, startedAt: now() };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.announce();
    this.timer = setInterval(() => {
      this.beating = this.beating
        .then(() => this.announce())
        .catch((error: unknown) =>
          this.logger.error(`This process could not say that it lives: ${String(error)}`),
        );
    }, EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.beating;
    // Whoever cannot say so now is taken for gone a little later.
    await forgetProcess(this.sql, this.self.id).catch((error: unknown) =>
      this.logger.error(`This process could not say that it ends: ${String(error)}`),
    );
  }

  announce(): Promise<void> {
    return announceProcess(this.sql, this.self, this.now());
  }

  /** The roles that no living process has. */
  async missing(): Promise<readonly Role[]> {
    const taken = new Set((await listProcesses(this.sql, this.now())).flatMap(({ roles }) => roles));
    return ROLES.filter((role) => !taken.has(role));
  }
}
