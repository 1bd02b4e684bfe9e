import { OperationalError } from '../../auth/domain/operational-error.js';
import type { ImportedRecord } from '../../auth/domain/imported-user.js';

/** A user in a file, or the reason why this part of the file is no user. */
export interface UserEntry {
  /** The line on which it begins. */
  line: number;
  /** Its number in an array, whose elements may all be on one line. */
  entry?: number;
  content: { kind: 'record'; record: ImportedRecord } | { kind: 'problem'; problem: string };
}

/** The file cannot be read further. The message has the line and no content. */
export class ImportFileError extends OperationalError {
  override readonly name = 'ImportFileError';
}

/**
 * Characters of one user: a longer text is no user, and would fill the memory. The fields that the
 * import reads have about a thousand characters.
 */
export const MAX_ENTRY_LENGTH = 2 ** 20;

export const TOO_LONG = `is longer than ${MAX_ENTRY_LENGTH} characters`;
