import { Entity, PrimaryColumn } from 'typeorm';
import { COLUMN_LENGTHS } from '../../auth/domain/column-lengths.js';

/**
 * An event that the webhook has not received yet. A cursor would skip events: a batch that commits
 * late has lower IDs than one that was delivered already.
 */
@Entity('keyturn_webhook_delivery')
export class WebhookDeliveryEntity {
  /** The ID of the event in the audit log. */
  @PrimaryColumn({ name: 'event_id', type: 'varchar', length: COLUMN_LENGTHS.uuid })
  eventId!: string;
}
