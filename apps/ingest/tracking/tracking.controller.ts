import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { iso } from '#engine';
import { collect, type Engine, type TokenPurpose, TouchTokens } from '#runtime';
import { findTouchLink, type Installation, readClock } from '#storage';
import { Needs } from '../access/needs.ts';
import { ENGINE, INSTALLATION, timeOf } from '../provided.ts';
import { PAGE_POLICY, PAGES } from './pages.ts';
import { PIXEL } from './pixel.ts';
import { machineReason } from './visitor.ts';

/** Programs that ask twice at once, such as a scanner's GET after its GET, are one visit. */
const ONE_VISIT_MS = 60_000;

interface Visit {
  readonly type: 'opened' | 'clicked' | 'unsubscribed';
  readonly intentId: string;
  readonly workspaceId: number;
  /** Tells visits of one minute apart. */
  readonly of: string;
  readonly machine: string | null;
}

/** Where the links of mails lead. Readers hold no key: what a token names is all that can be reached with it. */
@ApiTags('mail links')
@Needs('nothing')
@Controller()
export class TrackingController {
  private readonly tokens: TouchTokens;

  constructor(
    @Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions'>,
    @Inject(INSTALLATION) installation: Installation,
  ) {
    this.tokens = new TouchTokens(installation.secret);
  }

  @Get('o/:token.gif')
  @ApiOperation({ summary: 'The pixel of a mail: says that it was opened' })
  @ApiProduces('image/gif')
  @ApiOkResponse({ description: 'one transparent pixel', schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 404, description: 'the token is none of this installation' })
  async open(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // Mail programs in a browser show mails on pages of their own.
    void reply.header('cache-control', 'no-store').header('cross-origin-resource-policy', 'cross-origin');
    const found = await this.find('open', token);
    if (!found) return this.showNoLink(reply);
    const { intentId, workspaceId } = found;
    if (request.method === 'GET' && workspaceId !== null)
      await this.log({ type: 'opened', intentId, workspaceId, of: '', machine: machineReason(request) });
    void reply.type('image/gif').send(PIXEL);
  }

  @Get('c/:token')
  @ApiOperation({ summary: 'A link of a mail: says that it was clicked, and leads on' })
  @ApiResponse({ status: 302, description: 'to where the link leads' })
  @ApiResponse({ status: 404, description: 'the token is none of this installation' })
  async click(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    void reply.header('cache-control', 'no-store');
    const found = await this.find('click', token);
    const address = found?.address ?? null;
    if (!found || address === null || !URL.canParse(address)) return this.showNoLink(reply);
    const { intentId, workspaceId, linkId } = found;
    if (request.method === 'GET' && workspaceId !== null) {
      const of = linkId ?? '';
      await this.log({ type: 'clicked', intentId, workspaceId, of, machine: machineReason(request) });
    }
    void reply.redirect(new URL(address).href, 302);
  }

  @Get('u/:token')
  @ApiOperation({ summary: 'Ask the reader of a mail whether to unsubscribe; changes nothing' })
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'a page with a button', schema: { type: 'string' } })
  @ApiResponse({ status: 404, description: 'the token is none of this installation' })
  async ask(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.find('unsubscribe', token);
    if (found?.workspaceId == null) return this.showNoLink(reply);
    this.show(reply, 200, PAGES.ask);
  }

  @Post('u/:token')
  @HttpCode(200)
  @ApiOperation({ summary: 'Unsubscribe whom a mail went to, with one click (RFC 8058)' })
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'done, also when it was before', schema: { type: 'string' } })
  @ApiResponse({ status: 404, description: 'the token is none of this installation' })
  async unsubscribe(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.find('unsubscribe', token);
    if (found?.workspaceId == null) return this.showNoLink(reply);
    const { intentId, workspaceId } = found;
    await this.log({ type: 'unsubscribed', intentId, workspaceId, of: '', machine: null });
    this.show(reply, 200, PAGES.done);
  }

  private async find(purpose: TokenPurpose, token: string) {
    const named = this.tokens.read(purpose, token);
    if (!named) return null;
    return { ...named, ...(await findTouchLink(this.engine.sql, named.intentId, named.linkId)) };
  }

  /** Takes the visit in as any other event from outside. Who unsubscribes does so once, however often it is said. */
  private async log({ type, intentId, workspaceId, of, machine }: Visit): Promise<void> {
    const now = timeOf(await readClock(this.engine.sql));
    const when = type === 'unsubscribed' ? '' : String(Math.floor(now / ONE_VISIT_MS));
    const event = {
      eventId: [intentId, type, of, when, machine ?? ''].join(':'),
      type,
      touch: intentId,
      occurredAt: iso(now),
      ...(machine === null ? {} : { machine: true, machineReason: machine }),
    };
    const { rejected } = await collect(this.engine, { workspaceId, source: 'mail', events: [event], now });
    const [refusal] = rejected;
    if (refusal) throw new Error(`${type} of ${intentId} was refused: ${refusal.detail}`);
  }

  private showNoLink(reply: FastifyReply): void {
    this.show(reply, 404, PAGES.noLink);
  }

  private show(reply: FastifyReply, status: number, page: string): void {
    void reply
      .code(status)
      .header('cache-control', 'no-store')
      .header('content-security-policy', PAGE_POLICY)
      .type('text/html; charset=utf-8')
      .send(page);
  }
}
