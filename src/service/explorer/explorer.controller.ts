import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendAsset } from '../http/asset.js';
import { PAGE_FILES, PageFiles } from './page-files.js';

/** Allows connections only to this service. Swagger UI needs inline styles. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Referrer-Policy': 'no-referrer',
};

/** Serves the explorer, a page in which a user logs in and calls the API. */
@Controller('api/docs')
export class ExplorerController {
  private readonly files = new PageFiles();

  /** The URLs in the page are relative, because a proxy may add a path prefix. */
  @Get()
  redirect(@Res() reply: FastifyReply): void {
    void reply.headers(HEADERS).redirect('docs/', 308);
  }

  @Get('//')
  readPage(@Res() reply: FastifyReply): Promise<void> {
    return this.send('index.html', reply);
  }

  @Get([...PAGE_FILES])
  readFile(@Req() { routeOptions }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.send(routeOptions.url?.split('/').at(-1) ?? '', reply);
  }

  private async send(name: string, reply: FastifyReply): Promise<void> {
    sendAsset(await this.files.read(name), reply.headers(HEADERS));
  }
}
