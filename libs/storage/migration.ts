import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { DomainError } from '#engine';

/** One numbered file of SQL. */
export interface Migration {
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the text, in hex. */
  readonly checksum: string;
}

/** A migration as a database remembers it. */
export type Applied = Pick<Migration, 'name' | 'checksum'>;

/** Where the migrations of a store are, in the sources and in a build alike. */
export const migrationFolder = (store: 'postgres' | 'clickhouse'): URL =>
  new URL(`./libs/storage/migrations/${store}/`, import.meta.resolve('#package.json'));

/** The migrations of a folder in the order of their numbers. */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      if (!name.startsWith(`${String(index + 1).padStart(4, '0')}_`)) {
        throw new Error(
          `${name} is out of order: migrations are 0001_name.sql, 0002_name.sql and so on, without a gap.`,
        );
      }
      // A checkout with Windows line ends is the same migration.
      const text = (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Refuses where what was applied is not what the files say: nothing is ever applied twice, changed or left out. */
export function checkApplied(migrations: readonly Migration[], applied: readonly Applied[]): void {
  const files = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of applied) {
    const file = files.get(name);
    if (file === undefined) {
      throw new DomainError({
        code: 'migration-missing',
        detail: `The database has had the migration ${name}, which this Crest does not have: a newer one made it.`,
        fix: 'Start the newer version, or use another database or data folder.',
      });
    }
    if (file !== checksum) {
      throw new DomainError({
        code: 'migration-changed',
        detail: `The migration ${name} was changed after it had been applied to this database.`,
        fix: 'Put the file back as it was and make the change in a new migration.',
      });
    }
  }
}
