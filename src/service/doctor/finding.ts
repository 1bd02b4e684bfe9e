/** The result of one check. */
export interface Finding {
  about: 'configuration' | 'database' | 'clock' | 'secret' | 'certificate' | 'network' | 'users';
  /** A `problem` prevents the service from working correctly; a `hint` may be intended. */
  verdict: 'problem' | 'hint' | 'ok';
  text: string;
  /** Null when there is nothing to do. */
  remedy: string | null;
}

export const finding = (
  about: Finding['about'],
  verdict: Finding['verdict'],
  text: string,
  remedy: string | null = null,
): Finding => ({ about, verdict, text, remedy });
