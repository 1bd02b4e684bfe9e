/** Passwords that an attacker tries first for `admin`, and those of our documentation. */
export const KNOWN_PASSWORDS: readonly string[] = [
  ...['admin', 'admin123', 'admin1234', 'administrator', 'Admin123!', 'adminadmin'],
  ...['password', 'Password1', 'Password123', 'passw0rd', 'P@ssw0rd', 'password123'],
  ...['123456', '12345678', '123456789', '1234567890', 'qwerty', 'letmein', 'welcome'],
  ...['changeme', 'change-me', 'secret', 'default', 'root', 'test', 'keyturn'],
  ...['correct horse', 'correct horse battery staple'],
  ...['violet kettle harbor', 'seven quiet lanterns', 'zOECQIAE1Nu0gKR5plvC'],
];
