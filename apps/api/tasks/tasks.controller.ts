import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Engine } from '#runtime';
import { assignTask, listTasks, readClock, type StoredTask } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { ENGINE, timeOf } from '../../ingest/provided.ts';
import { cutPage, pageQuery, readCursor, timeMark } from '../page.ts';
import { closeTask, requireTask, taskClosed } from './close-task.ts';
import { showTasks, taskAnswer, taskStates } from './task-answer.ts';
import { assignment, completion, refusal } from './task-bodies.ts';

const taskQuery = pageQuery.extend({
  state: taskStates.default('open'),
  sequence: z.string().optional().describe('the key of a sequence'),
  assignee: z.string().min(1).max(200).optional().describe('those of one person'),
  overdue: z.enum(['true']).optional().describe('those whose due time is over'),
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
    const { limit, cursor, state, sequence = null, assignee = null } = query;
    const after = readCursor(cursor, taskMark);
    const dueBefore = query.overdue === undefined ? null : await this.now();
    const found = await listTasks(this.engine.sql, {
      ...{ workspaceId, state, sequence, assignee, dueBefore, after },
      limit: limit + 1,
    });
    const { rows, nextCursor } = cutPage(found, limit, ({ openedAt, id }) => ({ openedAt, id }));
    return { tasks: await this.show(rows), nextCursor };
  }

  @Get(':id')
  @Needs('read')
  @ApiOperation({ summary: 'Read a task' })
  @ApiOkResponse({ standardSchema: taskAnswer })
  async read(@CalledBy() { workspaceId }: Caller, @Param('id', { schema: taskId }) id: string) {
    return this.showOne(await requireTask(this.engine.sql, workspaceId, id));
  }

  @Post(':id/complete')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Say that a task is done, and what came of it' })
  @ApiOkResponse({ standardSchema: taskAnswer })
  async complete(
    @CalledBy() { workspaceId }: Caller,
    @Param('id', { schema: taskId }) id: string,
    @Body({ schema: completion }) closing: z.infer<typeof completion>,
  ) {
    const now = await this.now();
    return this.showOne(
      await closeTask(this.engine, { workspaceId, id, type: 'task-completed', closing, now }),
    );
  }

  @Post(':id/skip')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Say that a task will not be done, and why' })
  @ApiOkResponse({ standardSchema: taskAnswer })
  async skip(
    @CalledBy() { workspaceId }: Caller,
    @Param('id', { schema: taskId }) id: string,
    @Body({ schema: refusal }) closing: z.infer<typeof refusal>,
  ) {
    const now = await this.now();
    return this.showOne(
      await closeTask(this.engine, { workspaceId, id, type: 'task-skipped', closing, now }),
    );
  }

  @Post(':id/assign')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Give an open task to somebody' })
  @ApiOkResponse({ standardSchema: taskAnswer })
  async assign(
    @CalledBy() { workspaceId }: Caller,
    @Param('id', { schema: taskId }) id: string,
    @Body({ schema: assignment }) { assignee }: z.infer<typeof assignment>,
  ) {
    await requireTask(this.engine.sql, workspaceId, id);
    const done = await assignTask(this.engine.sql, id, assignee);
    const task = await requireTask(this.engine.sql, workspaceId, id);
    if (!done) throw taskClosed(task);
    return this.showOne(task);
  }

  private async now() {
    return timeOf(await readClock(this.engine.sql));
  }

  private async showOne(task: StoredTask) {
    const [shown] = await this.show([task]);
    return shown;
  }

  private async show(tasks: readonly StoredTask[]) {
    const { renderer, versions } = this.engine;
    const defined = tasks.map(async (task) => ({
      ...task,
      definition: await versions.get(task.sequenceId, task.version),
    }));
    return showTasks(renderer, await Promise.all(defined), await this.now());
  }
}
