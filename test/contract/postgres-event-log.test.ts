import { appendEvents, openPostgresEventLog } from '#storage';
import { testDatabase } from '../support/test-database.ts';
import { eventLogContract } from './event-log-contract.ts';

eventLogContract('The event log in Postgres', async () => {
  const { sql } = await testDatabase();
  const open = () => openPostgresEventLog(sql, 'installation-1');
  return {
    log: await open(),
    append: (events) => appendEvents(sql, events),
    reopen: open,
    forget: async (part, low) => {
      await sql`delete from log_row where part = ${part} and pos < ${low}`;
    },
    close: async () => undefined,
  };
});
