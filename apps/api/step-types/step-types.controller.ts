import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type StepTypes, stepFileSchema } from '#engine';
import { Needs } from '../../ingest/access/needs.ts';
import { toJsonSchema } from '../../ingest/open-api/json-schema.ts';
import { STEP_TYPES } from '../provided.ts';

const stepTypeList = z.object({
  stepTypes: z.array(
    z.object({
      type: z.string(),
      outward: z
        .boolean()
        .describe('it reaches out to the contact: it says when, and keeps to the open hours'),
      mails: z.boolean().describe('it is an email'),
      continues: z.boolean().describe('the next step in the file can come after it'),
      schema: z.looseObject({}).describe('the JSON Schema of such a step in a file'),
    }),
  ),
});

/** The types of step that a sequence can be made of here. */
@ApiTags('sequences')
@Controller('v1/step-types')
export class StepTypesController {
  constructor(@Inject(STEP_TYPES) private readonly types: StepTypes) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the types of step, with what each looks like in a file' })
  @ApiOkResponse({ standardSchema: stepTypeList })
  list(): z.infer<typeof stepTypeList> {
    return {
      stepTypes: Object.values(this.types).map((stepType) => {
        const { type, outward, mails, continues } = stepType;
        return { type, outward, mails, continues, schema: toJsonSchema(stepFileSchema(stepType), 'input') };
      }),
    };
  }
}
