/** The receiver of events. */
export interface WebhookSettings {
  url: URL;
  /** The keys that sign: the current one, and the previous one during a rotation. */
  keys: readonly Buffer[];
  /** Whether the receiver may have a private address, and use HTTP. */
  allowsPrivate: boolean;
}
