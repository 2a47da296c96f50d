/** A statement of a migration, and what it becomes on a cluster. */
interface Form {
  readonly pattern: RegExp;
  /** Is handed the cluster, quoted, and what the pattern caught. */
  readonly render: (cluster: string, caught: readonly string[]) => readonly string[];
}

/** As long as a sink may have been off and still not store a batch twice: a week. */
const WINDOW_SECONDS = 604_800;

const localName = (table: string) => `${table}_local`;

/** Facts of one enrollment stay on one shard, so that what is joined by enrollment is joined there. */
const SHARDING_KEY = 'enrollment_no';

const FORMS: readonly Form[] = [
  {
    pattern: /^create table if not exists (\w+) (\(\n.*?\n\))\s*engine = (\w*MergeTree)(?:\((.*?)\))?(.*)$/is,
    render: (cluster, [table = '', columns = '', engine = '', args = '', rest = '']) => {
      const replica = [`'/clickhouse/tables/{uuid}/{shard}'`, `'{replica}'`, ...(args === '' ? [] : [args])];
      const key = new RegExp(`^\\s*${SHARDING_KEY} `, 'm').test(columns) ? `, ${SHARDING_KEY}` : '';
      return [
        `create table if not exists ${localName(table)} on cluster ${cluster} ${columns}
engine = Replicated${engine}(${replica.join(', ')})${rest.replace(
          /non_replicated_deduplication_window = (\d+)/,
          `replicated_deduplication_window = $1, replicated_deduplication_window_seconds = ${WINDOW_SECONDS}`,
        )}`,
        // Without a key ClickHouse refuses inserts into it, and nobody but the views has any to make.
        `create table if not exists ${table} on cluster ${cluster} as ${localName(table)}
engine = Distributed(${cluster}, currentDatabase(), ${localName(table)}${key})`,
      ];
    },
  },
  {
    // A view is filled where its events are stored, and fills what is stored there.
    pattern:
      /^create materialized view if not exists (\w+) to (\w+) as\s(.*)\sfrom (\w+)\s((?!.*\b(from|join)\b).*)$/is,
    render: (cluster, [view = '', target = '', select = '', source = '', rest = '']) => [
      `create materialized view if not exists ${view} on cluster ${cluster} to ${localName(target)} as
${select}
from ${localName(source)} as ${source}
${rest}`,
    ],
  },
  {
    pattern: /^create( or replace)? view (if not exists )?(\w+) as\s(.*)$/is,
    render: (cluster, [replace = '', unless = '', view = '', select = '']) => [
      `create${replace} view ${unless}${view} on cluster ${cluster} as ${select}`,
    ],
  },
  {
    pattern: /^alter table (\w+)\s(.*\bcolumn\b.*)$/is,
    render: (cluster, [table = '', change = '']) =>
      [localName(table), table].map((name) => `alter table ${name} on cluster ${cluster} ${change}`),
  },
  {
    pattern: /^alter table (\w+)\s(.*)$/is,
    render: (cluster, [table = '', change = '']) => [
      `alter table ${localName(table)} on cluster ${cluster} ${change}`,
    ],
  },
  {
    pattern: /^drop view if exists (\w+)$/i,
    render: (cluster, [view = '']) => [`drop view if exists ${view} on cluster ${cluster} sync`],
  },
  {
    pattern: /^drop table if exists (\w+)$/i,
    render: (cluster, [table = '']) =>
      [table, localName(table)].map((name) => `drop table if exists ${name} on cluster ${cluster} sync`),
  },
];

/**
 * What a statement of the migrations becomes on a cluster: a table is `NAME_local` on every shard, replicated, and NAME
 * is the Distributed table over them. Throws for a statement of a form that is not known here.
 */
export function onCluster(statement: string, cluster: string): readonly string[] {
  for (const { pattern, render } of FORMS) {
    const found = pattern.exec(statement);
    if (found) return render(`'${cluster}'`, found.slice(1));
  }
  const [begin] = statement.split('\n', 1);
  throw new Error(
    `"${begin} ..." has no form for a cluster: write it like the others, or teach it to libs/storage/clickhouse/on-cluster.ts.`,
  );
}

/** One table for all shards: whichever node is asked, it knows what has been done. */
export function migrationTable(columns: string, cluster: string | null): string {
  return cluster === null
    ? `create table if not exists migration ${columns} engine = MergeTree order by (name, statement)`
    : `create table if not exists migration on cluster '${cluster}' ${columns}
engine = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}') order by (name, statement)`;
}
