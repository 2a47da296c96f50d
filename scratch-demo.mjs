import postgres from 'postgres';
import { readFileSync } from 'node:fs';
import { randomUUID, randomBytes } from 'node:crypto';
const R='/work/main/dist/libs/';
const { openPostgres } = await import(R+'storage/index.js');
const rt = await import(R+'engine/runtime/index.js');
const admin = postgres('postgres://postgres:x@127.0.0.1:54399/postgres',{onnotice(){}});
await admin.unsafe('drop database if exists t2'); await admin.unsafe('create database t2'); await admin.unsafe('alter database t2 set synchronous_commit=off'); await admin.end();
const sql = openPostgres({ url: 'postgres://postgres:x@127.0.0.1:54399/t2', max: 4 });
await sql.unsafe(readFileSync('/work/main/libs/storage/migrations/postgres/0001_core.sql','utf8'));
const {DEMO}=rt;
await sql`insert into installation(id,mode,clock,secret) values (${randomUUID()},'sandbox',${new Date(DEMO.start)},${randomBytes(32)})`;
await sql`insert into workspace(key) values('default')`;
for (const ex of await rt.loadExamples()) {
  const [{id}] = await sql`insert into sequence(workspace_id,key,name,state,draft,latest_version,saved_at) values(1,${ex.key},${ex.sequence.name},'published','{}',1,${new Date(DEMO.start)}) returning id`;
  await sql`insert into sequence_version values(${id},1,${JSON.stringify(ex.sequence)}::text::jsonb,${new Date(DEMO.start)})`;
}
const engine={sql,mailer:rt.capturedMailer,renderer:rt.startRenderer(),versions:new rt.Versions(sql),batch:+(process.env.BATCH??500),leaseMs:30000};
const t0=performance.now(); let last=0;
const days=+(process.env.DAYS??112);
const until=DEMO.start+days*86400000+43200000;
const h=await rt.playDemo(engine,{workspaceId:1,seed:DEMO.seed,start:DEMO.start,until:Math.min(until,DEMO.until),drain:async()=>{},onProgress:(d,s)=>{ if(performance.now()-last>10000){last=performance.now();console.log((d*100).toFixed(0)+'%',((last-t0)/1000).toFixed(0)+'s',s.ticks)} }});
console.log(((performance.now()-t0)/1000).toFixed(1)+'s',h, process.cpuUsage().user/1e6, process.cpuUsage().system/1e6);
console.log(await sql`select count(*)::int n, pg_size_pretty(pg_total_relation_size('event_log')) size from event_log`);
console.log(await sql`select state,reason,count(*)::int from enrollment group by 1,2 order by 1,2`);
await engine.renderer.close(); await sql.end();
