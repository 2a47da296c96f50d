import { afterAll, expect, test } from '@jest/globals';
import { advanceClock, type Engine } from '#runtime';
import { testDemo } from '../support/play-demo.ts';

const DAY = 86_400_000;
const DAYS = 5;
const calm = await testDemo(0);
const cutOff = await testDemo(0);

afterAll(() => Promise.all([calm.close(), cutOff.close()]));

/** An engine whose process is killed at every third delivery: what was done up to then is stored. */
function dying(engine: Engine): Engine {
  let deliveries = 0;
  const send: Engine['mailer']['send'] = async (mails, now) => {
    if (++deliveries % 3 === 0) throw new Error('killed');
    return engine.mailer.send(mails, now);
  };
  return { ...engine, mailer: { ...engine.mailer, send } };
}

test('a demo that is cut off again and again ends up with the same bytes', async () => {
  const { workspaceId, world } = cutOff;
  const engine = dying(cutOff.engine);
  const to = cutOff.sources.now() + DAYS * DAY;
  let deaths = 0;
  for (let arrived = false; !arrived; ) {
    arrived = await advanceClock(engine, { workspaceId, to, world }).then(
      () => true,
      (error: Error) => {
        expect(error.message).toBe('killed');
        deaths++;
        return false;
      },
    );
  }
  expect(deaths).toBeGreaterThan(5);
  await Promise.all([calm.playTo(DAYS), cutOff.playTo(DAYS)]);
  expect(await cutOff.readOuts()).toBe(await calm.readOuts());
  const [again] = await engine.sql`select from enrollment where entry_no > 1 limit 1`;
  expect(again).toBeUndefined();
});
