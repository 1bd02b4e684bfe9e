import { Injectable, Optional } from '@nestjs/common';
import type { AuthError } from '../../domain/auth-error.js';
import { AuthEvents } from '../../domain/auth-events.js';
import { Clock } from '../../domain/clock.js';
import { EventAllowance } from '../../domain/event-allowance.js';
import { bearerRefusalOf, subjectOf } from '../../domain/refused-bearer.js';
import { type ClientInfo, UNKNOWN_CLIENT } from '../../domain/session.js';
import { clientOf } from '../client-info.decorator.js';
import type { HttpRequest } from '../platform.js';

/** Events of refused access tokens in one minute (docs/monitoring.md, Watch events). */
export const BEARER_EVENT_LIMITS = { perAddress: 5, overall: 60 };

/** Emits `authn_bearer_refused`, but not for each token of a flood. */
@Injectable()
export class RefusedBearers {
  private readonly allowance = new EventAllowance(BEARER_EVENT_LIMITS);

  /** @param events missing in the module of `AuthModule.forVerifier`, which has no events */
  constructor(
    private readonly clock: Clock,
    @Optional() private readonly events?: AuthEvents,
  ) {}

  /** @param request the object that contained the token, of any kind of context */
  report(error: AuthError, request: object): void {
    const reason = bearerRefusalOf(error);
    if (reason === null || this.events === undefined) return;
    const client = clientIn(request);
    const suppressed = this.allowance.take(client.ip, this.clock.now());
    if (suppressed === null) return;
    const event = { reason, ...subjectOf(error), client, suppressed };
    this.events.emit({ type: 'authn_bearer_refused', ...event });
  }
}

/** Only requests of HTTP have an address and an agent. */
const clientIn = (request: object): ClientInfo =>
  isHttp(request) ? clientOf(request) : UNKNOWN_CLIENT;

const isHttp = (request: object): request is HttpRequest =>
  typeof (request as { headers?: unknown }).headers === 'object' &&
  (request as { headers?: unknown }).headers !== null;
