import { about, type ContractCase, differing, type Row } from '../contract-case.js';
import { withAccess } from '../fixture.js';
import {
  ALICE_CREDENTIALS,
  authorized,
  bearer,
  PASSWORD as PATH,
  post,
  postRaw,
  send,
} from '../requests.js';
import {
  EMPTY,
  fields,
  NO_CREDENTIALS,
  NOT_JSON,
  notAllowed,
  notObject,
  TOO_LARGE,
  unsupported,
} from '../responses.js';

const CURRENT = ALICE_CREDENTIALS.password;
const GOOD = 'violet kettle harbor';
const REQUIRED = 'This field is required.';
const WRONG = fields({ current_password: 'Invalid password.' });
const TOO_SHORT = 'This password is too short. It must contain at least 15 characters.';

const change = (body: unknown) => withAccess((token) => post(PATH, body, bearer(token)));

const raw = (body: string, type?: string) =>
  withAccess((token) => {
    const request = postRaw(PATH, body, type);
    return { ...request, headers: { ...request.headers, ...bearer(token) } };
  });

const to = (password: unknown) => change({ current_password: CURRENT, new_password: password });
const from = (password: unknown) => change({ current_password: password, new_password: GOOD });

const weak = (name: string, password: string, ...messages: string[]): Row => [
  `rejects ${name}`,
  to(password),
  { status: 400, body: JSON.stringify({ new_password: messages }) },
];

/** test/e2e/password-change.spec.ts has the changes that succeed. */
export const PASSWORD: ContractCase[] = about(
  PATH,
  ...differing(
    'password endpoint',
    ['requires both fields', change({}), fields({ current_password: REQUIRED, new_password: REQUIRED })], // prettier-ignore
    ['requires the current password', change({ new_password: GOOD }), fields({ current_password: REQUIRED })], // prettier-ignore
    ['rejects a null', to(null), fields({ new_password: 'This field may not be null.' })],
    [
      'rejects a blank password',
      to(' \n'),
      fields({ new_password: 'This field may not be blank.' }),
    ],
    ['rejects a list', from(['x']), fields({ current_password: 'Not a valid string.' })],
    ['rejects a list as body', change([]), notObject('list')],
    ['rejects a body that is not JSON', raw('{'), NOT_JSON],
    ['rejects another type', raw('x', 'text/plain'), unsupported('text/plain')],
    ['rejects a body beyond the limit', to('x'.repeat(70_000)), TOO_LARGE],
    ['rejects a wrong current password', from('wrong'), WRONG],
    ['rejects the current password with a space', from(`${CURRENT} `), WRONG],
    ['rejects a wrong current password before a weak new one', change({ current_password: 'x', new_password: 'x' }), WRONG], // prettier-ignore
    weak('a short password', 'x7Kd-q2!vP', TOO_SHORT),
    weak('a common password', 'passwordpassword1', 'This password is too common.'),
    weak('a password like the username', 'Alice.x7Kq2!P.9', 'The password is too similar to the username.'), // prettier-ignore
    weak('a password that breaks two rules', 'alice', 'The password is too similar to the username.', TOO_SHORT, 'This password is too common.'), // prettier-ignore
    weak('a password of 1025 characters', 'x'.repeat(1025), 'This password is too long. It must contain at most 1024 characters.'), // prettier-ignore
    ['requires an access token', post(PATH, {}), NO_CREDENTIALS],
    ['requires an access token for GET', send('GET', PATH), NO_CREDENTIALS],
    ['does not allow GET', withAccess((token) => authorized('GET', PATH, token)), notAllowed('GET')], // prettier-ignore
    ['does not allow PUT', withAccess((token) => authorized('PUT', PATH, token)), notAllowed('PUT')], // prettier-ignore
    ['OPTIONS', send('OPTIONS', PATH), EMPTY],
  ),
);
