import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError } from '#engine';
import { readPayload, type WebhookProvider, webhookReaders } from '#intake';
import type { Engine } from '#runtime';
import { type Installation, readClock, useToken } from '#storage';
import { Needs } from '../access/needs.ts';
import { ENGINE, INSTALLATION, timeOf } from '../provided.ts';
import { bytesOf, RawBody, typeOf } from '../raw-body/raw-body.ts';
import type { Admission } from './gate.ts';
import type { Verdict } from './signatures/verdict.ts';
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
    const body = bytesOf(request);
    let read: { readonly payload: unknown } | undefined;
    const payload = () => {
      read ??= { payload: readPayload(typeOf(request), body) };
      return read.payload;
    };
    await this.admit(name, { headers: headersOf(request), body, payload });
    const notices = webhookReaders[name]({ payload: payload(), headers: headersOf(request) });
    const now = timeOf(await readClock(this.engine.sql));
    const { workspaceId } = this.installation;
    return takeNotices(this.engine, { provider: name, workspaceId, notices, now });
  }

  private async admit(
    provider: WebhookProvider,
    call: Pick<Parameters<Webhooks['gates'][WebhookProvider]['admit']>[0], 'headers' | 'body' | 'payload'>,
  ): Promise<void> {
    const gate = this.webhooks.gates[provider];
    if (!gate.isSetUp) throw notSetUp(provider, gate.setting);
    // A signature is of the wall clock, whatever time a sandbox has.
    const now = this.webhooks.now();
    const { verdict, once } = await gate.admit({ ...call, now });
    if (verdict !== 'valid') throw refused(provider, gate.setting, verdict);
    if (once && !(await this.isFirstUse(provider, once, now))) throw refused(provider, gate.setting, 'wrong');
  }

  private isFirstUse(provider: WebhookProvider, once: NonNullable<Admission['once']>, now: number) {
    return useToken(this.engine.sql, { now }, { provider, ...once });
  }
}

const isProvider = (name: string): name is WebhookProvider => Object.hasOwn(webhookReaders, name);

function headersOf({ raw }: FastifyRequest): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(raw.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

function unknownProvider(name: string): DomainError {
  return new DomainError({
    code: 'provider-unknown',
    detail: `Nobody reads webhooks of "${name}".`,
    fix: `Use one of ${Object.keys(webhookReaders).join(', ')}.`,
  });
}

function notSetUp(provider: string, setting: string): DomainError {
  return new DomainError({
    code: 'webhook-not-set-up',
    detail: `Webhooks of ${provider} are not set up here: ${setting} is not set, so nobody could tell a forged one.`,
    fix: `Set ${setting} and start Crest again; docs/webhooks.md says where it is found.`,
  });
}

function refused(provider: string, setting: string, verdict: Exclude<Verdict, 'valid'>): DomainError {
  switch (verdict) {
    case 'missing':
      return new DomainError({
        code: 'webhook-signature-missing',
        detail: `The call does not carry what ${provider} proves its calls with.`,
        fix: `Turn signing on at the provider, as docs/webhooks.md says for ${provider}.`,
      });
    case 'wrong':
      return new DomainError({
        code: 'webhook-signature-wrong',
        detail: `The signature is not one of ${provider} under what is in ${setting}, or not of these bytes.`,
        fix: `Compare ${setting} with what the provider shows, and let nothing in between change the body.`,
      });
    case 'untimely':
      return new DomainError({
        code: 'webhook-untimely',
        detail: 'The call was signed too long ago, or in the future.',
        fix: 'See that the clock of this server is right. A call that was recorded cannot be played again.',
      });
  }
}
