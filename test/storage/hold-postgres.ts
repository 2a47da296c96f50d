// Starts the embedded PostgreSQL of a folder, says where, and ends as told: a second process for the tests.
import { startEmbeddedPostgres } from '#storage';

const [folder = '', end] = process.argv.slice(2);
const server = await startEmbeddedPostgres(folder);
console.log(JSON.stringify({ url: server.url, adopted: server.adopted }));
if (end === 'leave') process.exit(0);
setInterval(() => {}, 1_000_000);
