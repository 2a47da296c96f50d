import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError } from '#engine';
import { type WebhookProvider, webhookReaders } from '#intake';
import type { Engine } from '#runtime';
import { type Installation, readClock } from '#storage';
import { Needs } from '../access/needs.ts';
import { ENGINE, INSTALLATION, timeOf } from '../provided.ts';
import { RawBody } from '../raw-body/raw-body.ts';
import { admitCall, unsignedCall } from './admit-call.ts';
import { type Taken, takeNotices } from './take-notices.ts';
import { Webhooks } from './webhooks.ts';

/** Five times what any provider sends in one call. */
const LIMIT = 5 * 1024 * 1024;

const taken = z.object({ accepted: z.int(), duplicates: z.int(), kept: z.int(), ignored: z.int() });

/** Where providers report what became of mail. They hold no key: their signature lets them in. */
@ApiTags('webhooks')
@Needs('nothing')
@Controller('webhooks')
export class WebhookController {
  constructor(
    @Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions'>,
    @Inject(INSTALLATION) private readonly installation: Installation,
    @Inject(Webhooks) private readonly webhooks: Webhooks,
  ) {}

  @Post(':provider')
  @HttpCode(200)
  @RawBody(LIMIT)
  @ApiOperation({
    summary: 'Take what a mail provider reports: deliveries, bounces, opens, clicks, complaints',
  })
  @ApiConsumes('application/json', 'multipart/form-data', 'text/plain')
  @ApiBody({ description: 'as the provider sends it', schema: {} })
  @ApiOkResponse({ standardSchema: taken })
  async take(@Param('provider') name: string, @Req() request: FastifyRequest): Promise<Taken> {
    if (!isProvider(name)) throw unknownProvider(name);
    const call = unsignedCall(request, name);
    await admitCall(this.engine.sql, this.webhooks, name, call);
    const notices = webhookReaders[name]({ payload: call.payload(), headers: call.headers });
    const now = timeOf(await readClock(this.engine.sql));
    const { workspaceId } = this.installation;
    return takeNotices(this.engine, { provider: name, workspaceId, notices, now });
  }
}

const isProvider = (name: string): name is WebhookProvider => Object.hasOwn(webhookReaders, name);

function unknownProvider(name: string): DomainError {
  return new DomainError({
    code: 'provider-unknown',
    detail: `Nobody reads webhooks of "${name}".`,
    fix: `Use one of ${Object.keys(webhookReaders).join(', ')}.`,
  });
}
