/** What an examination found of one thing. */
export interface Finding {
  about: 'configuration' | 'database' | 'clock' | 'secret' | 'network';
  /** `wrong` keeps the service from running as it should; a `hint` may be as it is meant. */
  verdict: 'good' | 'hint' | 'wrong';
  /** What is the matter. */
  text: string;
  /** What to do about it; null: nothing. */
  remedy: string | null;
}

export const finding = (
  about: Finding['about'],
  verdict: Finding['verdict'],
  text: string,
  remedy: string | null = null,
): Finding => ({ about, verdict, text, remedy });
