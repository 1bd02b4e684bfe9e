/**
 * Phrases that are long enough for a password, and that every attacker tries. The dictionaries of
 * zxcvbn contain their words only. Without white space, in lower case.
 */
export const COMMON_PHRASES: readonly string[] = [
  ...['correcthorsebatterystaple', 'troubadorandthree', 'staplebatteryhorsecorrect'],
  ...['thequickbrownfox', 'thequickbrownfoxjumps', 'thequickbrownfoxjumpsoverthelazydog'],
  ...['thisismypassword', 'thisisapassword', 'thisisnotapassword', 'mypasswordispassword'],
  ...['maytheforcebewithyou', 'tobeornottobe', 'onceuponatime', 'liveandletdie', 'opensesame'],
  ...['loremipsumdolor', 'loremipsumdolorsitamet', 'helloworld', 'letmeinplease', 'changemenow'],
  ...['iloveyouforever', 'iloveyousomuch', 'iloveyoubaby', 'followthewhiterabbit'],
];
