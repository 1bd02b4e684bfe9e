/**
 * The baseline of Keyturn: the fastest server that does the same work with Fastify, without a
 * framework and without validation. It issues tokens with the same claims on the same tables. It does
 * not implement the HTTP contract: errors have any status. With `--batch`, concurrent refreshes share a
 * commit.
 */
import { hash, randomUUID } from 'node:crypto';
import { verify as verifyPassword } from '@node-rs/argon2';
import Fastify from 'fastify';
import { openBareDatabase } from './bare-database.mjs';
import { createTokens } from './bare-tokens.mjs';

/**
 * @typedef {{ id: string, user_id: string, generation: number, expires_at: number }} Session
 * @typedef {import('fastify').FastifyReply} Reply
 * @typedef {{ begunAt: number, user: Promise<{ id: string, username: string } | undefined> }} CachedStatus
 */

const { DATABASE_URL = '', JWT_SECRET = '' } = process.env;
const ACCESS_SECONDS = 5 * 60;
const REFRESH_SECONDS = 24 * 3600;
const SESSION_SECONDS = 30 * 24 * 3600;
const CACHED_MS = 1_000;

const { sign, verify } = createTokens(JWT_SECRET);
const database = openBareDatabase(DATABASE_URL, process.argv.includes('--batch'));

const seconds = () => Math.floor(Date.now() / 1000);

/**
 * @param {Session} session
 * @param {number} iat
 */
function pairOf(session, iat) {
  const claims = (/** @type {'access' | 'refresh'} */ type, /** @type {number} */ exp) => ({
    token_type: type,
    exp,
    iat,
    jti: randomUUID(),
    user_id: session.user_id,
    sub: session.user_id,
    sid: session.id,
  });
  const refreshClaims = claims('refresh', Number(session.expires_at) / 1000);
  return {
    access: sign(claims('access', iat + ACCESS_SECONDS)),
    refresh: sign({ ...refreshClaims, gen: session.generation }),
  };
}

/**
 * @param {import('fastify').FastifyRequest<{ Body: { username: string, password: string } }>} request
 * @param {Reply} reply
 */
async function obtain({ body, ip, headers }, reply) {
  const user = await database.findUser({ username: body.username });
  if (user === undefined) throw new Error('no such user');
  if (!(await verifyPassword(user.password_hash, body.password))) throw new Error('wrong password');
  const iat = seconds();
  const session = {
    id: randomUUID(),
    userId: user.id,
    tokenVersion: user.token_version,
    now: iat * 1000,
    expiresAt: (iat + REFRESH_SECONDS) * 1000,
    sessionExpiresAt: (iat + SESSION_SECONDS) * 1000,
    ip,
    userAgent: headers['user-agent'] ?? null,
  };
  await database.begin(session);
  reply.header('cache-control', 'no-store');
  const { id, expiresAt } = session;
  return pairOf({ id, user_id: user.id, generation: 0, expires_at: expiresAt }, iat);
}

/**
 * @param {import('fastify').FastifyRequest<{ Body: { refresh: string } }>} request
 * @param {Reply} reply
 */
async function refresh({ body, ip, headers }, reply) {
  const now = Date.now();
  const iat = Math.floor(now / 1000);
  const { sid, user_id: userId, gen: generation } = verify(body.refresh, 'refresh', iat);
  const session = await database.rotate({
    sid,
    userId,
    generation,
    now,
    idle: (iat + REFRESH_SECONDS) * 1000,
    slot:
      hash('sha256', String(headers['idempotency-key']), 'base64url') +
      iat.toString(36).padStart(7, '0'),
    ip,
    userAgent: headers['user-agent'] ?? null,
  });
  if (session === undefined) throw new Error('consumed');
  reply.header('cache-control', 'no-store');
  return pairOf(session, iat);
}

/** @type {Map<string, CachedStatus>} */
const statuses = new Map();

/** @param {string} sid */
function findActive(sid) {
  const now = performance.now();
  const cached = statuses.get(sid);
  if (cached !== undefined && now - cached.begunAt < CACHED_MS) return cached.user;
  const user = database.findActive({ sid, now: Date.now() });
  statuses.set(sid, { begunAt: now, user });
  return user;
}

/**
 * @param {import('fastify').FastifyRequest} request
 * @param {Reply} reply
 */
async function me({ headers }, reply) {
  const token = headers.authorization?.slice('Bearer '.length) ?? '';
  const { sid } = verify(token, 'access', seconds());
  const user = await findActive(sid);
  if (user === undefined) throw new Error('session not active');
  reply.header('cache-control', 'no-store');
  return { id: user.id, username: user.username };
}

/** With a schema of the response, Fastify compiles a serializer for it. */
const withStrings = (/** @type {string[]} */ ...names) => ({
  schema: {
    response: {
      200: {
        type: 'object',
        properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
      },
    },
  },
});
const PAIR = withStrings('access', 'refresh');

const server = Fastify();
server.post('/api/token/', PAIR, obtain);
server.post('/api/token/refresh/', PAIR, refresh);
server.get('/api/me/', withStrings('id', 'username'), me);
process.stdout.write(`Listening on ${await server.listen({ host: '127.0.0.1', port: 0 })}/\n`);
process.once('disconnect', () => process.exit());
