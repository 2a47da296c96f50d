// Migrates a database from a folder of files: a second process for the tests.
import { migratePostgres, openPostgres } from '#storage';

const [url = '', folder = ''] = process.argv.slice(2);
const sql = openPostgres({ url, max: 1 });
console.log('ready');
await migratePostgres(sql, { now: 0, folder: new URL(folder) });
console.log('migrated');
await sql.end();
