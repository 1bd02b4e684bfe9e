import type {
  LoginSucceeded,
  TokenAhead,
  TokenCreated,
  TokenRefused,
  TokenReissued,
  TokenReused,
  TokenStale,
} from '../domain/auth-events.js';
import type { ClientInfo, Session } from '../domain/session.js';

type Subject = Pick<Session, 'id' | 'userId' | 'generation'>;

/** The token of a generation that is not current, and the client that presented it. */
interface Mismatch {
  generation: number;
  client: ClientInfo;
}

export const loginSucceeded = (
  { id: sid, userId }: Subject,
  client: ClientInfo,
): LoginSucceeded => ({ type: 'authn_login_success', sid, userId, client });

export const tokenCreated = (
  origin: TokenCreated['origin'],
  { id: sid, userId, generation }: Subject,
  client: ClientInfo,
): TokenCreated => ({ type: 'authn_token_created', origin, sid, userId, generation, client });

export const tokenReissued = (
  verdict: TokenReissued['verdict'],
  { id: sid, userId, generation, ip, userAgent }: Session,
  client: ClientInfo,
): TokenReissued => ({
  type: 'authn_token_reissued',
  verdict,
  sid,
  userId,
  generation,
  client,
  holder: { ip, userAgent },
});

export const tokenRefused = (
  verdict: TokenRefused['verdict'],
  { sid, userId, client }: Pick<TokenRefused, 'sid' | 'userId' | 'client'>,
): TokenRefused => ({ type: 'authn_token_refused', verdict, sid, userId, client });

export const tokenStale = (session: Session, presented: Mismatch): TokenStale => ({
  type: 'authn_token_stale',
  ...mismatch(session, presented),
});

export const tokenReused = (session: Session, presented: Mismatch): TokenReused => ({
  type: 'authn_token_reuse',
  ...mismatch(session, presented),
});

export const tokenAhead = (session: Session, presented: Mismatch): TokenAhead => ({
  type: 'authn_token_ahead',
  ...mismatch(session, presented),
});

const mismatch = (session: Session, { generation, client }: Mismatch) => ({
  sid: session.id,
  userId: session.userId,
  presentedGeneration: generation,
  currentGeneration: session.generation,
  presenter: client,
  holder: { ip: session.ip, userAgent: session.userAgent },
});
