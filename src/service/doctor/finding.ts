/** The result of one check. */
export interface Finding {
  about: 'configuration' | 'database' | 'clock' | 'secret' | 'certificate' | 'network' | 'users';
  /** `wrong` prevents the service from working correctly; a `hint` may be intended. */
  verdict: 'good' | 'hint' | 'wrong';
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
