import type { UserRequest } from '../../auth/users/user.service.js';

/** Returns the text for the terminal after a start. It may contain a password, so it is not logged. */
export function startupBanner(
  apiUrl: string,
  data: string,
  hasExplorer: boolean,
  firstUser: UserRequest | undefined,
): string {
  const lines = ['', 'Keyturn is running.', '', `  API       ${apiUrl}`];
  if (hasExplorer) lines.push(`  Explorer  ${apiUrl}docs/`);
  lines.push(`  Data      ${data}`);
  if (firstUser !== undefined) lines.push(...firstLogIn(apiUrl, firstUser));
  return [...lines, '', ''].join('\n');
}

/** The password needs no escaping in a shell or in JSON. */
function firstLogIn(apiUrl: string, user: UserRequest): string[] {
  const { username, password } = user;
  return [
    ...nameAndPassword(user),
    '',
    'Log in:',
    '',
    `  curl ${apiUrl}token/ -H 'Content-Type: application/json' -d '${JSON.stringify({ username, password })}'`,
  ];
}

/** Returns the text for the terminal when the start fails after it has created the first user. */
export const firstUserNotice = (user: UserRequest): string =>
  ['', 'Created the first user:', '', ...nameAndPassword(user), '', ''].join('\n');

const nameAndPassword = ({ username, password }: UserRequest): string[] => [
  `  User      ${username}`,
  `  Password  ${password}    (shown this once)`,
];
