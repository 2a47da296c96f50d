// Opens a data folder, says so, and holds it: a second process for the tests.
import { DomainError } from '#engine';
import { openDataFolder } from '#storage';

try {
  const folder = await openDataFolder(process.argv[2] ?? '');
  console.log(`holding ${folder.path}`);
  setInterval(() => {}, 1_000_000);
} catch (error) {
  console.log(error instanceof DomainError ? error.code : error);
}
