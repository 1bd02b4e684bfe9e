import { createHash } from 'node:crypto';
import { Controller, Get, Header, Headers, Res } from '@nestjs/common';
import { KeyRing } from '../../keys/key-ring.js';
import { Public } from '../guard/decorators/access.decorators.js';
import type { HttpResponse } from '../platform.js';

/** A verifier has a new key after this time at the latest. */
const MAX_AGE_SECONDS = 300;

/** The keys that verify the tokens of this issuer (RFC 7517 §5). A secret is never among them. */
@Controller()
@Public()
export class JwksController {
  constructor(private readonly ring: KeyRing) {}

  @Get()
  @Header('Cache-Control', `public, max-age=${MAX_AGE_SECONDS}`)
  find(@Headers('if-none-match') known: string | undefined, @Res() response: HttpResponse): void {
    const body = { keys: this.ring.published() };
    const etag = etagOf(body);
    response.header('ETag', etag);
    const isKnown = known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
    if (isKnown === true) {
      response.status(304);
      response.send();
      return;
    }
    response.header('Content-Type', 'application/jwk-set+json');
    response.send(body);
  }
}

const etagOf = (body: object): string =>
  `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url')}"`;
