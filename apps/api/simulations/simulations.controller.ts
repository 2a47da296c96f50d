import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DomainError, parseTruth, type Sequence, type Truth, truthSchema } from '#engine';
import { findSavedSequence, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { describedAs } from '../../ingest/open-api/json-schema.ts';
import { SQL } from '../../ingest/provided.ts';
import { readSequenceFile, requireSequence } from '../sequences/sequence-file.ts';
import { sequenceNotFound } from '../sequences/sequence-not-found.ts';
import { simulationAnswer } from './answers.ts';
import { Simulations } from './simulations.ts';

const MOST_ENROLLMENTS = 20_000;
const ENROLLMENTS = 2_000;

// The truth is read against the sequence, which knows what is wrong with it and what to do.
const simulationQuestion = z.strictObject({
  truth: describedAs(truthSchema.partial({ sequence: true })),
  enrollments: z.int().min(1).max(MOST_ENROLLMENTS).default(ENROLLMENTS),
  seed: z.int().min(0).default(1),
});

/** Sequences on a simulated audience, under a virtual clock. */
@ApiTags('sequences')
@Controller('v1/sequences/:key')
export class SimulationsController {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(Simulations) private readonly simulations: Simulations,
  ) {}

  @Post('simulate')
  @HttpCode(200)
  @Needs('read')
  @ApiOperation({ summary: 'Run the draft on a simulated audience: planted truth in, recovered truth out' })
  @ApiOkResponse({ standardSchema: simulationAnswer })
  async simulate(
    @CalledBy() { workspaceId }: Caller,
    @Param('key') key: string,
    @Body({ schema: simulationQuestion }) question: z.infer<typeof simulationQuestion>,
  ) {
    const saved = await findSavedSequence(this.sql, workspaceId, key);
    if (!saved) throw sequenceNotFound(key);
    const { sequence } = requireSequence(readSequenceFile(saved.draft, key), key);
    const truth = requireTruth(question.truth, sequence);
    const { enrollments, seed } = question;
    return this.simulations.run({ sequence, truth, enrollments, seed });
  }
}

function requireTruth(input: unknown, sequence: Sequence): Truth {
  const parsed = parseTruth(input, sequence);
  if (parsed.ok) return parsed.truth;
  const [first] = parsed.problems;
  throw new DomainError({
    code: 'truth-invalid',
    field: 'truth',
    detail: `The truth does not fit the sequence "${sequence.key}": ${first?.reason ?? 'it is none.'}`,
    fix: 'Correct each place under problems.',
    problems: parsed.problems.map((problem) => ({
      ...problem,
      path: ['truth', problem.path].filter(Boolean).join('.'),
    })),
  });
}
