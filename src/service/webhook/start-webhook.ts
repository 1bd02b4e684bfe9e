import type { DataSource } from 'typeorm';
import type { Clock } from '../../auth/domain/clock.js';
import { WebhookClient } from './webhook-client.js';
import { WebhookDeliverer } from './webhook-deliverer.js';
import type { WebhookSettings } from './webhook-settings.js';
import { WebhookStore } from './webhook-store.js';

/** Starts the deliveries of a service. */
export function startWebhook(
  dataSource: DataSource,
  clock: Clock,
  settings: WebhookSettings,
): WebhookDeliverer {
  const store = new WebhookStore(dataSource);
  const deliverer = new WebhookDeliverer(store, new WebhookClient(settings), clock);
  deliverer.start();
  return deliverer;
}
