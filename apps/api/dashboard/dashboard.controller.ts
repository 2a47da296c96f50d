import {
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError, iso } from '#engine';
import type { Installation } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import {
  readCookie,
  readSession,
  SESSION_DAYS,
  sessionCookie,
  signSession,
} from '../../ingest/access/session.ts';
import { INSTALLATION } from '../../ingest/provided.ts';
import { ASSETS, LINKS } from '../provided.ts';
import type { Asset, Assets } from './assets.ts';
import type { OneTimeLinks } from './one-time-links.ts';
import { DASHBOARD_POLICY } from './policy.ts';
import { signInPage } from './sign-in-page.ts';

const linkAnswer = z.object({ url: z.url(), expiresAt: z.iso.datetime() });

/** The pages, and how a browser gets to them. */
@ApiTags('dashboard')
@Controller()
export class DashboardController {
  constructor(
    @Inject(ASSETS) private readonly assets: Assets,
    @Inject(LINKS) private readonly links: OneTimeLinks,
    @Inject(INSTALLATION) private readonly installation: Installation,
  ) {}

  @Get()
  @Needs('nothing')
  @ApiExcludeEndpoint()
  open(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('token') token?: unknown): void {
    const { id, secret, workspaceId } = this.installation;
    const now = Date.now();
    void reply.header('cache-control', 'no-store').header('content-security-policy', DASHBOARD_POLICY);
    // A HEAD asks what is here, as mail scanners and `curl -I` do: it must not use the link up.
    if (request.method === 'GET' && typeof token === 'string' && this.links.take(token, now)) {
      const maxAge = SESSION_DAYS * 24 * 60 * 60;
      const session = signSession(secret, { workspaceId, expiresAt: now + maxAge * 1000 });
      const secure = schemeOf(request) === 'https' ? '; Secure' : '';
      const cookie = `${sessionCookie(id)}=${session}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
      void reply.header('set-cookie', cookie).redirect('/', 303);
      return;
    }
    this.show(this.assets.index, request, reply, token !== undefined);
  }

  @Get('mailbox')
  @Needs('nothing')
  @ApiExcludeEndpoint()
  openMailbox(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    void reply.header('cache-control', 'no-store').header('content-security-policy', DASHBOARD_POLICY);
    this.show(this.assets.mailbox, request, reply, false);
  }

  @Get('assets/*')
  @Needs('nothing')
  @ApiExcludeEndpoint()
  asset(@Param('*') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const asset: Asset | undefined = this.assets.files.get(name);
    if (!asset) throw new NotFoundException();
    void reply.header('etag', asset.etag).header('cache-control', 'no-cache').type(asset.type);
    if (request.headers['if-none-match'] === asset.etag) void reply.code(304).send();
    else void reply.send(asset.body);
  }

  @Post('v1/dashboard/links')
  @HttpCode(200)
  @Needs('admin')
  @ApiOperation({ summary: 'Make a link that signs one browser in' })
  @ApiOkResponse({ standardSchema: linkAnswer })
  makeLink(@CalledBy() caller: Caller, @Req() request: FastifyRequest): z.infer<typeof linkAnswer> {
    if (caller.workspaceId !== this.installation.workspaceId) throw otherWorkspace(caller, this.installation);
    const { token, expiresAt } = this.links.make(Date.now());
    return { url: `${originOf(request)}/?token=${token}`, expiresAt: iso(expiresAt) };
  }

  /** Shows a page to a browser that has a session, and tells any other one how to get it. */
  private show(page: Asset, request: FastifyRequest, reply: FastifyReply, cameByLink: boolean): void {
    const { id, secret, workspaceId } = this.installation;
    const cookie = readCookie(request.headers.cookie, sessionCookie(id));
    const session = cookie === null ? null : readSession(secret, cookie, Date.now());
    if (session?.workspaceId === workspaceId) {
      void reply.type(page.type).send(page.body);
      return;
    }
    const said = cameByLink ? 'This link was used before, or is too old.' : null;
    void reply
      .code(401)
      .type('text/html; charset=utf-8')
      .send(signInPage(originOf(request), said));
  }
}

/** The pages show one workspace: whoever holds a key of another one is not to see it by way of them. */
function otherWorkspace({ workspace }: Caller, installation: Installation): DomainError {
  return new DomainError({
    code: 'scope-missing',
    detail: `The pages show the workspace "${installation.workspace}"; this key is of "${workspace}".`,
    fix: 'Use an admin key of that workspace, such as the adminKey in credentials.json in the data folder.',
  });
}

/** The address the caller used. A Host header that is not a plain host and port is not repeated. */
function originOf(request: FastifyRequest): string {
  const host = request.headers.host ?? '';
  return `${schemeOf(request)}://${/^[\w.:[\]-]+$/.test(host) ? host : 'localhost'}`;
}

/**
 * How the caller reached this installation, as a proxy before it says. Whoever makes that up fools themselves alone: all it
 * decides is how their own cookie and the links that are shown to them are written.
 */
function schemeOf({ headers }: FastifyRequest): 'http' | 'https' {
  const said = [headers['x-forwarded-proto']].flat()[0] ?? '';
  return said.split(',')[0]?.trim().toLowerCase() === 'https' ? 'https' : 'http';
}
