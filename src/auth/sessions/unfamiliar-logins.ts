import { Injectable, Logger } from '@nestjs/common';
import { AuthEvents } from '../domain/auth-events.js';
import type { ClientInfo, Session } from '../domain/session.js';
import { type KnownClient, unknownParts } from '../domain/unknown-parts.js';
import { describeDevice } from './device.js';

/** Reports sessions that start from an address or a device that the user has not used before. */
@Injectable()
export class UnfamiliarLogins {
  private readonly logger = new Logger('Auth');

  constructor(private readonly events: AuthEvents) {}

  /**
   * Emits `authn_login_unfamiliar` if an address or a device is unknown.
   *
   * @param session the new session, which is already stored
   * @param earlier the clients of the user's earlier sessions
   */
  async report(
    session: Session,
    client: ClientInfo,
    earlier: readonly ClientInfo[],
  ): Promise<void> {
    try {
      await this.compare(session, client, earlier);
    } catch (error) {
      // The session exists, so its log-in must succeed.
      this.logger.warn('The earlier sessions of a user could not be compared.', error);
    }
  }

  private async compare(
    { id: sid, userId }: Session,
    client: ClientInfo,
    earlier: readonly ClientInfo[],
  ): Promise<void> {
    if (earlier.some(({ ip, userAgent }) => ip === client.ip && userAgent === client.userAgent))
      return;
    const device = await describeDevice(client.userAgent);
    const known = await knownClientsOf(earlier);
    const unknown = unknownParts({ ip: client.ip, device }, known);
    if (unknown.length === 0) return;
    const isFirst = earlier.length === 0;
    this.events.emit({
      type: 'authn_login_unfamiliar',
      sid,
      userId,
      client,
      device,
      unknown,
      isFirst,
    });
  }
}

/** Parses each `User-Agent` once. */
async function knownClientsOf(clients: readonly ClientInfo[]): Promise<KnownClient[]> {
  const agents = [...new Set(clients.map(({ userAgent }) => userAgent))];
  const devices = new Map<string | null, string | null>();
  for (const agent of agents) devices.set(agent, await describeDevice(agent));
  return clients.map(({ ip, userAgent }) => ({ ip, device: devices.get(userAgent) ?? null }));
}
