// Wipes the data folder, so that the next start is a first one. Refuses while a Crest runs on it.
import { readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';

const folder = process.env.CREST_DATA_DIR?.trim() || '.data';
/** What a data folder holds: whatever has none of these is some other folder. */
const OWN = ['postgres', 'clickhouse', 'credentials.json'];

/** A running Crest listens on its lock, a socket in its data folder; see data-folder-lock.ts. */
function isListening(path) {
  return new Promise((answer) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', (error) => answer(error.code === 'EAGAIN'));
  });
}

function fail(message) {
  process.stderr.write(`✘ ${message}\n`);
  process.exit(1);
}

const names = await readdir(folder).catch((error) => {
  if (error.code === 'ENOENT') return null;
  return fail(`The data folder ${folder} cannot be read: ${error.message}. Check CREST_DATA_DIR.`);
});
if (names === null) {
  process.stderr.write(`✔ There is no data folder ${folder}: nothing to wipe\n`);
  process.exit(0);
}
for (const name of names.filter((each) => each.startsWith('lock-'))) {
  if (await isListening(join(folder, name))) {
    fail(`Crest with process id ${name.split('-')[1]} runs on ${folder}. Stop it first.`);
  }
}
if (names.length > 0 && !OWN.some((own) => names.includes(own))) {
  fail(`${resolve(folder)} does not look like a data folder of Crest, so it stays. Check CREST_DATA_DIR.`);
}
await rm(folder, { recursive: true }).catch((error) =>
  fail(`The data folder ${folder} was not wiped: ${error.message}. Check who owns it.`),
);
process.stderr.write(`✔ Wiped ${folder}; the next start is a first one\n`);
