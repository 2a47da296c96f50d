import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  type Contact,
  DomainError,
  type EmailStep,
  type Sequence,
  type StepTypes,
  type Variant,
} from '#engine';
import { type Engine, previewMail } from '#runtime';
import { findContact, findSavedSequence } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { ENGINE } from '../../ingest/provided.ts';
import { STEP_TYPES } from '../provided.ts';
import { text } from '../text.ts';
import { asContact, sampleContact } from './sample-contact.ts';
import { readSequenceFile, requireSequence } from './sequence-file.ts';
import { sequenceNotFound } from './sequence-not-found.ts';

const previewQuestion = z
  .strictObject({
    step: text(200).describe('the key of an email step'),
    variant: text(200).optional().describe('the first one where none is named'),
    contact: sampleContact.optional(),
    contactId: text(200).optional().describe('a contact that is known here'),
  })
  .refine(({ contact, contactId }) => (contact === undefined) !== (contactId === undefined), {
    path: ['contact'],
    message:
      'is needed, or contactId in its place: say for whom the mail is to be rendered, with one of the two',
  });

const preview = z.object({
  step: z.string(),
  variant: z.string(),
  from: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  missing: z
    .array(z.object({ field: z.string(), part: z.enum(['subject', 'body', 'html']), line: z.int() }))
    .describe('fields that the contact does not have: with any of them, the mail would not go out'),
});

/** What a mail of a draft would say to somebody. */
@ApiTags('sequences')
@Controller('v1/sequences/:key')
export class PreviewController {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(STEP_TYPES) private readonly types: StepTypes,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @Needs('read')
  @ApiOperation({ summary: 'Render a mail of the draft for a contact, as the engine would; nothing is sent' })
  @ApiOkResponse({ standardSchema: preview })
  async preview(
    @CalledBy() { workspaceId }: Caller,
    @Param('key') key: string,
    @Body({ schema: previewQuestion }) question: z.output<typeof previewQuestion>,
  ): Promise<z.infer<typeof preview>> {
    const saved = await findSavedSequence(this.engine.sql, workspaceId, key);
    if (!saved) throw sequenceNotFound(key);
    const { sequence } = requireSequence(readSequenceFile(saved.draft, key, this.types), key);
    const step = requireEmail(sequence, question.step);
    const variant = requireVariant(step, question.variant);
    const contact = await this.contactOf(workspaceId, question);
    const mail = await previewMail(this.engine, { sequence, step, variant, contact });
    if (!mail.ok) throw unwritable(step, mail.reason);
    const { ok: _, ...shown } = mail;
    return { step: step.key, variant: variant.key, ...shown, missing: [...shown.missing] };
  }

  private async contactOf(
    workspaceId: number,
    { contact, contactId = '' }: z.output<typeof previewQuestion>,
  ): Promise<Contact> {
    if (contact !== undefined) return asContact(contact);
    const found = await findContact(this.engine.sql, workspaceId, contactId);
    if (found) return found;
    throw new DomainError({
      code: 'contact-not-found',
      field: 'contactId',
      detail: `There is no contact "${contactId}".`,
      fix: 'GET /v1/contacts lists those there are; or send "contact" with its fields.',
    });
  }
}

function requireEmail(sequence: Sequence, key: string): EmailStep {
  const emails = sequence.steps.filter((step): step is EmailStep => step.type === 'email');
  const step = emails.find((each) => each.key === key);
  if (step) return step;
  const other = sequence.steps.find((each) => each.key === key);
  throw new DomainError({
    code: 'step-not-found',
    field: 'step',
    detail: other
      ? `The step "${key}" is a ${other.type}: there is no mail to preview.`
      : `The sequence "${sequence.key}" has no step "${key}".`,
    fix:
      emails.length > 0 ? `Use one of: ${emails.map((each) => each.key).join(', ')}.` : 'Add an email step.',
  });
}

function requireVariant(step: EmailStep, key: string | undefined): Variant {
  const variant = key === undefined ? step.variants[0] : step.variants.find((each) => each.key === key);
  if (variant) return variant;
  throw new DomainError({
    code: 'step-not-found',
    field: 'variant',
    detail: `The step "${step.key}" has no variant "${key}".`,
    fix: `Use one of: ${step.variants.map((each) => each.key).join(', ')}.`,
  });
}

function unwritable(step: EmailStep, reason: string): DomainError {
  return new DomainError({
    code: 'mail-unwritable',
    detail: `${step.key}: ${reason} The mail would not go out to this contact.`,
    fix: 'Correct the template, or the data of the contact.',
  });
}
