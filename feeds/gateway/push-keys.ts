// The gateway's VAPID keys (RFC 8292): made on the first start, kept with its other secrets, never changed.

import { createECDH } from 'node:crypto';
import type { GatewayConfig } from './config.ts';
import type { Documents } from './documents.ts';

export interface VapidKeys {
  /** Uncompressed P-256 point, base64url: what a device gives `pushManager.subscribe`. */
  readonly publicKey: string;
  readonly privateKey: string;
  /** Where a push service reaches whoever runs this gateway. */
  readonly subject: string;
}

/** Any 32 bytes below the order of the curve are a private key; one in four thousand million draws is not. */
export async function openVapidKeys(documents: Pick<Documents, 'secret'>, config: GatewayConfig): Promise<VapidKeys> {
  for (const name of ['vapid', 'vapid-again']) {
    const secret = await documents.secret(name);
    const pair = createECDH('prime256v1');
    try {
      pair.setPrivateKey(secret);
    } catch {
      continue;
    }
    return {
      publicKey: pair.getPublicKey('base64url', 'uncompressed'),
      privateKey: Buffer.from(secret).toString('base64url'),
      subject: subjectOf(config),
    };
  }
  throw new Error('no-vapid-key');
}

/** RFC 8292 §2.1: `mailto:` or `https:`. */
function subjectOf({ contact, publicUrl }: Pick<GatewayConfig, 'contact' | 'publicUrl'>): string {
  if (contact !== undefined && /^(https|mailto):/.test(contact)) return contact;
  if (contact !== undefined && /^[^@\s:/]+@[^@\s]+$/.test(contact)) return `mailto:${contact}`;
  return publicUrl?.startsWith('https:') ? publicUrl : 'mailto:gateway@predawn.invalid';
}
