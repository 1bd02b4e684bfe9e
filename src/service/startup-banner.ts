import type { FirstUser } from './first-user.js';

/** What a start says to the person at the terminal. It goes nowhere else: it may hold a password. */
export function startupBanner(
  apiUrl: string,
  data: string,
  hasExplorer: boolean,
  firstUser: FirstUser | undefined,
): string {
  const lines = ['', 'Keyturn is running.', '', `  API       ${apiUrl}`];
  if (hasExplorer) lines.push(`  Explorer  ${apiUrl}docs/`);
  lines.push(`  Data      ${data}`);
  if (firstUser !== undefined) lines.push(...firstLogIn(apiUrl, firstUser));
  return [...lines, '', ''].join('\n');
}

/** The password has no character that a shell or JSON would take for its own. */
function firstLogIn(apiUrl: string, user: FirstUser): string[] {
  const { username, password } = user;
  return [
    ...nameAndPassword(user),
    '',
    'Log in:',
    '',
    `  curl ${apiUrl}token/ -H 'Content-Type: application/json' -d '${JSON.stringify({ username, password })}'`,
  ];
}

/** What a start that fails says of the first user, whom it has made nevertheless. */
export const introduction = (user: FirstUser): string =>
  ['', 'The first user was made:', '', ...nameAndPassword(user), '', ''].join('\n');

const nameAndPassword = ({ username, password }: FirstUser): string[] => [
  `  User      ${username}`,
  `  Password  ${password}    (shown this once)`,
];
