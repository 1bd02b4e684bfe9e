import { Controller, Get, Header } from '@nestjs/common';
import type { PublicJwk } from '../../domain/keys/jwk.js';
import { KeyRing } from '../../keys/key-ring.js';
import { Public } from '../guard/decorators/access.decorators.js';

/** A verifier has a new key after this time at the latest. */
export const MAX_AGE_SECONDS = 300;

/** The keys that verify the tokens of this issuer (RFC 7517 §5). A secret is never among them. */
@Controller()
@Public()
export class JwksController {
  constructor(private readonly ring: KeyRing) {}

  @Get()
  @Header('Cache-Control', `public, max-age=${MAX_AGE_SECONDS}`)
  @Header('Content-Type', 'application/jwk-set+json')
  find(): { keys: readonly PublicJwk[] } {
    return { keys: this.ring.published() };
  }
}
