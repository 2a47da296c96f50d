import { type KafkaConfig, type OuterLog, openKafkaOuterLog, Relay, type Sql } from '#storage';

/** Carries all that waits in the outbox to an outer log; answers how many events that were. */
export async function carryAll(sql: Sql, outer: OuterLog): Promise<number> {
  const relay = new Relay(sql, outer);
  for (let events = 0; ; ) {
    const outcome = await relay.runOnce();
    if (outcome.kind === 'superseded') throw new Error('there is one relay, and it was superseded');
    if (outcome.events === 0) return events;
    events += outcome.events;
  }
}

/** Fills a new topic with what is in the outbox. */
export async function carryOutbox(sql: Sql, config: KafkaConfig): Promise<void> {
  const outer = await openKafkaOuterLog(config);
  await carryAll(sql, outer);
  await outer.close();
}
