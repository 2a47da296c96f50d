import { DEMO, type Mailer, workOnce } from '#runtime';
import { onFreshDatabase } from './databases.ts';
import { enrollMany } from './enroll-many.ts';
import { provider, publishLetters, withEngine } from './workload.ts';

/** As the product has it. */
const POLL_MS = 1000;

/**
 * How late mails are when so many fall due at once, in the middle between two polls: the 99th percentile of the time from
 * falling due to being handed to the provider, and the time that it may take: working through them all, and one poll.
 */
export async function measureLateness(
  server: string,
  count: number,
): Promise<{ p99: number; limit: number }> {
  return await onFreshDatabase(
    server,
    async (sql) => {
      const workspaceId = await publishLetters(sql, 1);
      const due = DEMO.start + 86_400_000;
      await enrollMany(sql, { workspaceId, count, due: count, at: due });
      const late: number[] = [];
      let fellDue = 0;
      const mailer: Mailer = {
        ...provider,
        send: async (mails, now) => {
          const lateness = performance.now() - fellDue;
          for (let i = 0; i < mails.length; i++) late.push(lateness);
          return await provider.send(mails, now);
        },
      };
      return await withEngine(
        sql,
        async (engine) => {
          // The engine's clock runs with the wall's, from half a poll before they fall due.
          fellDue = performance.now() + POLL_MS / 2;
          let working = 0;
          for (let poll = 0; late.length < count; poll++) {
            const next = fellDue + (poll - 0.5) * POLL_MS;
            const wait = next - performance.now();
            if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
            const started = performance.now();
            await workOnce(engine, due + Math.floor(started - fellDue));
            working += performance.now() - started;
          }
          late.sort((a, b) => a - b);
          return { p99: late[Math.floor(0.99 * late.length)] ?? 0, limit: working + POLL_MS };
        },
        mailer,
      );
    },
    'template0',
  );
}
