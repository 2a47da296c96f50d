import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Upkeep } from '../event-log/upkeep.ts';
import { Forgetting } from './forgetting.ts';

const EVERY_MS = 3_600_000;

/** Pokes what forgets erased contacts. Who is to be forgotten stands in Postgres; a poke that is missed is made up. */
@Injectable()
export class ErasurePoke {
  constructor(
    @Inject(Upkeep) private readonly upkeep: Upkeep,
    @Inject(Forgetting) private readonly forgetting: Forgetting,
  ) {}

  @Interval(EVERY_MS)
  poke(): void {
    if (this.upkeep.state.atWork === null)
      this.upkeep.start('erasure', (signal) => this.forgetting.runOnce(signal));
  }
}
