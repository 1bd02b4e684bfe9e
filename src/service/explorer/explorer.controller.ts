import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { slashed } from '../../auth/http/slashed.js';
import { sendAsset } from '../http/asset.js';
import { PageFiles } from './page-files.js';

/** Nothing from elsewhere, nothing to elsewhere. Swagger UI styles its elements in place. */
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

/** A page in which a person logs in and calls the API. */
@Controller('api/docs')
export class ExplorerController {
  private readonly files = new PageFiles();

  @Get(slashed(''))
  readPage(@Res() reply: FastifyReply): Promise<void> {
    return this.readFile('index.html', reply);
  }

  /** @throws {NotFoundException} */
  @Get(':name')
  async readFile(@Param('name') name: string, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.files.read(name);
    if (file === undefined) throw new NotFoundException('Not found.');
    sendAsset(file, reply.headers(HEADERS));
  }
}
