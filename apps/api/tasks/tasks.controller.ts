import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DomainError, type EventType, iso } from '#engine';
import { collect, type Engine } from '#runtime';
import { findTask, listTasks, readClock, type StoredTask } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { ENGINE, timeOf } from '../../ingest/provided.ts';
import { cutPage, pageQuery, readCursor, timeMark } from '../page.ts';
import { showTasks, taskAnswer, taskStates } from './task-answer.ts';

const taskQuery = pageQuery.extend({
  state: taskStates.default('open'),
  sequence: z.string().optional().describe('the key of a sequence'),
});

const taskList = z.object({ tasks: z.array(taskAnswer), nextCursor: z.string().nullable() });
const taskMark = z.object({ openedAt: timeMark, id: z.uuid() });
const taskId = z.uuid();

/** The queue of what people are to do. */
@ApiTags('tasks')
@Controller('v1/tasks')
export class TasksController {
  constructor(@Inject(ENGINE) private readonly engine: Engine) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the tasks, oldest first' })
  @ApiOkResponse({ standardSchema: taskList })
  async list(
    @CalledBy() { workspaceId }: Caller,
    @Query({ schema: taskQuery }) query: z.infer<typeof taskQuery>,
  ) {
    const { limit, cursor, state, sequence = null } = query;
    const after = readCursor(cursor, taskMark);
    const found = await listTasks(this.engine.sql, { workspaceId, state, sequence, after, limit: limit + 1 });
    const { rows, nextCursor } = cutPage(found, limit, ({ openedAt, id }) => ({ openedAt, id }));
    return { tasks: await this.show(rows), nextCursor };
  }

  @Post(':id/complete')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Say that a task is done' })
  @ApiOkResponse({ standardSchema: taskAnswer })
  async complete(@CalledBy() caller: Caller, @Param('id', { schema: taskId }) id: string) {
    return this.close(caller, id, 'task-completed', 'done');
  }

  @Post(':id/skip')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Say that a task will not be done' })
  @ApiOkResponse({ standardSchema: taskAnswer })
  async skip(@CalledBy() caller: Caller, @Param('id', { schema: taskId }) id: string) {
    return this.close(caller, id, 'task-skipped', 'skipped');
  }

  /** Closes a task by the same path as an event from outside, under an id of its own, so that twice is once. */
  private async close({ workspaceId }: Caller, id: string, type: EventType, closed: StoredTask['state']) {
    const task = await this.find(workspaceId, id);
    if (task.state !== 'open' && task.state !== closed) throw taskClosed(task);
    if (task.state === 'open') {
      const now = timeOf(await readClock(this.engine.sql));
      const event = { eventId: `${id}:${type}`, type, touch: id, occurredAt: iso(now) };
      await collect(this.engine, { workspaceId, source: 'tasks', events: [event], now });
    }
    const after = await this.find(workspaceId, id);
    // Somebody else may have closed it otherwise in between.
    if (after.state !== closed) throw taskClosed(after);
    const [shown] = await this.show([after]);
    return shown;
  }

  private async find(workspaceId: number, id: string): Promise<StoredTask> {
    const task = await findTask(this.engine.sql, workspaceId, id);
    if (task) return task;
    throw new DomainError({
      code: 'task-not-found',
      field: 'id',
      detail: `There is no task "${id}".`,
      fix: 'GET /v1/tasks lists those there are.',
    });
  }

  private async show(tasks: readonly StoredTask[]) {
    const { renderer, versions } = this.engine;
    const defined = tasks.map(async (task) => ({
      ...task,
      definition: await versions.get(task.sequenceId, task.version),
    }));
    return showTasks(renderer, await Promise.all(defined));
  }
}

function taskClosed(task: StoredTask): DomainError {
  return new DomainError({
    code: 'task-closed',
    detail: `The task "${task.id}" is ${task.state} already.`,
    fix: 'Only an open task can be completed or skipped; GET /v1/tasks lists them.',
  });
}
