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
import { iso } from '#engine';
import type { Installation } from '#storage';
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
import { signInPage } from './sign-in-page.ts';

/** Nothing inline and nothing from elsewhere: a name or a subject that holds markup cannot run. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const linkAnswer = z.object({ url: z.url(), expiresAt: z.iso.datetime() });

/** The page, and how a browser gets to it. */
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
    const name = sessionCookie(id);
    const now = Date.now();
    void reply.header('cache-control', 'no-store').header('content-security-policy', POLICY);
    // A HEAD asks what is here, as mail scanners and `curl -I` do: it must not use the link up.
    if (request.method === 'GET' && typeof token === 'string' && this.links.take(token, now)) {
      const maxAge = SESSION_DAYS * 24 * 60 * 60;
      const session = signSession(secret, { workspaceId, expiresAt: now + maxAge * 1000 });
      const cookie = `${name}=${session}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict`;
      void reply.header('set-cookie', cookie).redirect('/', 303);
      return;
    }
    const cookie = readCookie(request.headers.cookie, name);
    const session = cookie === null ? null : readSession(secret, cookie, now);
    if (session?.workspaceId === workspaceId) {
      void reply.type(this.assets.index.type).send(this.assets.index.body);
      return;
    }
    const said = token === undefined ? null : 'This link was used before, or is too old.';
    void reply
      .code(401)
      .type('text/html; charset=utf-8')
      .send(signInPage(originOf(request), said));
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
  makeLink(@Req() request: FastifyRequest): z.infer<typeof linkAnswer> {
    const { token, expiresAt } = this.links.make(Date.now());
    return { url: `${originOf(request)}/?token=${token}`, expiresAt: iso(expiresAt) };
  }
}

/** The address the caller used. A Host header that is not a plain host and port is not repeated. */
function originOf(request: FastifyRequest): string {
  const host = request.headers.host ?? '';
  return `http://${/^[\w.:[\]-]+$/.test(host) ? host : 'localhost'}`;
}
