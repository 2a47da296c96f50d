import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError } from '#engine';
import { INBOUND_PROVIDERS, type InboundProvider, readInbound } from '#intake';
import { type Engine, receiveMail, type TakenMail } from '#runtime';
import { type Installation, readClock } from '#storage';
import { KnownKeys } from '../access/known-keys.ts';
import { Needs } from '../access/needs.ts';
import { ENGINE, INSTALLATION, timeOf } from '../provided.ts';
import { bytesOf, RawBody, typeOf } from '../raw-body/raw-body.ts';
import { Webhooks } from '../webhooks/webhooks.ts';
import { admitMail } from './admit-mail.ts';
import { takenMail } from './taken-mail.ts';

/** What providers hand over at most: 35 MB of a mail, its attachments in base 64. */
const LIMIT = 40 * 1024 * 1024;

const taken = z.object({ mails: z.array(takenMail) });

/** The door for mail that comes in: whatever a provider of such mail posts, in its own form, by key or by signature. */
@ApiTags('inbound mail')
@Controller('webhooks/inbound')
export class InboundController {
  constructor(
    @Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions'>,
    @Inject(INSTALLATION) private readonly installation: Installation,
    @Inject(Webhooks) private readonly webhooks: Webhooks,
    @Inject(KnownKeys) private readonly keys: KnownKeys,
  ) {}

  // Mailgun sends whole mails to addresses that end so.
  @Post([':provider', ':provider/mime'])
  @HttpCode(200)
  @RawBody(LIMIT)
  @Needs('nothing')
  @ApiOperation({ summary: 'Hand over mail that came in: replies, bounces, complaints' })
  @ApiConsumes(
    'message/rfc822',
    'multipart/form-data',
    'application/json',
    'application/x-www-form-urlencoded',
  )
  @ApiBody({
    description: 'what the provider posts, unchanged',
    schema: { type: 'string', format: 'binary' },
  })
  @ApiOkResponse({ standardSchema: taken })
  async receive(
    @Param('provider') name: string,
    @Req() request: FastifyRequest,
  ): Promise<{ mails: TakenMail[] }> {
    const provider = providerOf(name);
    const { keys, installation, webhooks } = this;
    const door = { sql: this.engine.sql, keys, installation, webhooks };
    const { workspaceId, isMail } = await admitMail(door, provider, request);
    const post = { contentType: typeOf(request), body: bytesOf(request) };
    const received = isMail ? readInbound(provider, post) : [];
    const now = timeOf(await readClock(this.engine.sql));
    const mails: TakenMail[] = [];
    for (const mail of received)
      mails.push(await receiveMail(this.engine, { workspaceId, provider, mail, now }));
    return { mails };
  }
}

function providerOf(name: string): InboundProvider {
  const known = INBOUND_PROVIDERS.find((provider) => provider === name);
  if (known) return known;
  throw new DomainError({
    code: 'provider-unknown',
    detail: `Nobody here reads mail as ${name} hands it over.`,
    fix: `Use one of ${INBOUND_PROVIDERS.join(', ')}; mime takes whole mails from whoever has them.`,
  });
}
