import { type ChdbResult, Session } from 'chdb';
import type { Asked } from './read-request.ts';

/** What ClickHouse itself refuses, with its number. */
export class Refused extends Error {
  constructor(
    readonly code: number,
    readonly type: string,
    message: string,
  ) {
    super(`Code: ${code}. DB::Exception: ${message} (${type})`);
  }
}

/** The ClickHouse engine of this process, asked as its HTTP server would ask it: a request knows nothing of another. */
export interface ChdbEngine {
  readonly version: string;
  run(asked: Asked): Promise<ChdbResult | null>;
  close(): void;
}

/** Opens the engine on a folder, which no other process has open. */
export async function openChdb(folder: string): Promise<ChdbEngine> {
  // Holds the engine open, and the folder with it.
  const root = new Session(folder);
  const version = (await root.queryAsync('select version()', { format: 'TabSeparatedRaw' })).text().trim();
  const sessions = new Map<string, { readonly session: Session; busy: boolean }>();
  const queries = new Set<string>();

  /** Settings, database and parameters live as long as a connection does, so each request has one (1.4 ms). */
  async function runIn(session: Session, { text, database, settings, params, format, reads }: Asked) {
    if (database !== null && !(await exists(session, database))) {
      throw new Refused(81, 'UNKNOWN_DATABASE', `Database ${database} does not exist.`);
    }
    if (database !== null) await session.queryAsync(`use ${quoted(database, '`')}`);
    const changes = [
      ...settings.map(([name, value]) => [name, value] as const),
      ...params.map(([name, value]) => [`param_${name}`, value] as const),
      ...(reads ? [['readonly', '1'] as const] : []),
    ];
    for (const [name, value] of changes) {
      if (!/^\w+$/.test(name)) throw new Refused(115, 'UNKNOWN_SETTING', `Unknown setting '${name}'.`);
      await session.queryAsync(`set ${name} = ${quoted(value, "'")}`);
    }
    // An insert without rows is one of none; the engine would miss its rows.
    if (/^\s*insert\s.*\sformat\s+\w+\s*$/is.test(text)) return null;
    return session.queryAsync(text, { format });
  }

  return {
    version,
    async run(asked) {
      const { queryId, sessionId } = asked;
      if (queries.has(queryId)) {
        throw new Refused(
          216,
          'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING',
          `Query with id = ${queryId} is already running.`,
        );
      }
      queries.add(queryId);
      try {
        if (sessionId === null) {
          const session = new Session(folder);
          try {
            return await runIn(session, asked);
          } finally {
            session.close();
          }
        }
        const kept = sessions.get(sessionId) ?? { session: new Session(folder), busy: false };
        sessions.set(sessionId, kept);
        if (kept.busy)
          throw new Refused(373, 'SESSION_IS_LOCKED', 'Session is locked by a concurrent client.');
        kept.busy = true;
        try {
          return await runIn(kept.session, asked);
        } finally {
          kept.busy = false;
        }
      } finally {
        queries.delete(queryId);
      }
    },
    close() {
      for (const { session } of sessions.values()) session.close();
      root.close();
    },
  };
}

async function exists(session: Session, database: string): Promise<boolean> {
  const query = `select count() from system.databases where name = ${quoted(database, "'")}`;
  return (await session.queryAsync(query, { format: 'TabSeparatedRaw' })).text().trim() === '1';
}

const quoted = (text: string, mark: string) =>
  `${mark}${text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`)}${mark}`;
