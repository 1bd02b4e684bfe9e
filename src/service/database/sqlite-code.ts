/** The primary result codes, from 1 (https://www.sqlite.org/rescode.html). */
const PRIMARY =
  'ERROR INTERNAL PERM ABORT BUSY LOCKED NOMEM READONLY INTERRUPT IOERR CORRUPT NOTFOUND FULL CANTOPEN PROTOCOL EMPTY SCHEMA TOOBIG CONSTRAINT MISMATCH MISUSE NOLFS AUTH FORMAT RANGE NOTADB'.split(
    ' ',
  );

/** The extended codes of a violated constraint, from 1. */
const CONSTRAINTS =
  'CHECK COMMITHOOK FOREIGNKEY FUNCTION NOTNULL PRIMARYKEY TRIGGER UNIQUE VTAB ROWID PINNED DATATYPE'.split(
    ' ',
  );

/** The low byte of a code is its primary code. */
const BYTE = 256;

/**
 * Returns the name of a result code. Extended codes other than those of constraints have the name of
 * their primary code.
 *
 * @param code extended, such as 2067
 * @returns such as `SQLITE_CONSTRAINT_UNIQUE`
 */
export function sqliteCodeOf(code: number): string {
  const primary = PRIMARY[(code % BYTE) - 1] ?? 'UNKNOWN';
  const constraint = CONSTRAINTS[Math.floor(code / BYTE) - 1];
  const isNamed = primary === 'CONSTRAINT' && constraint !== undefined;
  return `SQLITE_${primary}${isNamed ? `_${constraint}` : ''}`;
}
