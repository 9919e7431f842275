// An ordinary form read as something that can be kept: its fields, its files, where it goes. Or why it must go its own way.

import type { Destination, KeyStyle, SendRequest } from '../../core/outbox.ts';
import type { Post } from '../../sync/embed/outbox.ts';

export interface FormRules {
  /** An origin besides our own that the page allows. */
  readonly to: string;
  readonly key: string;
  readonly mode: string;
  readonly onUnknown: string;
  readonly subject: string | null;
}

export type ReadForm =
  | { readonly kind: 'post'; readonly post: Post }
  /** Not ours: the browser sends it as it always did. */
  | { readonly kind: 'plain'; readonly why: 'method' | 'secret' | 'elsewhere' | 'encoding' }
  | { readonly kind: 'refused'; readonly code: 'too-large' };

export const MAX_BYTES = 25 * 1024 * 1024;

/** What is never stored: passwords and means of payment, by type and by autocomplete (HTML, autofill detail tokens). */
const SECRET = /(?:^|\s)(?:cc-[a-z-]+|(?:current|new)-password|one-time-code)(?:\s|$)/i;

export function readForm(form: HTMLFormElement, submitter: HTMLElement | null, rules: FormRules): ReadForm {
  const from = (name: string): string | null => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name);
  const method = (from('method') ?? 'get').toLowerCase();
  const action = URL.parse(from('action') ?? '', document.baseURI);
  const encoding = (from('enctype') ?? 'application/x-www-form-urlencoded').toLowerCase();
  if (method !== 'post') return { kind: 'plain', why: 'method' };
  if (encoding === 'text/plain') return { kind: 'plain', why: 'encoding' };
  if (hasSecret(form)) return { kind: 'plain', why: 'secret' };
  if (!action || !isAllowed(action, rules.to)) return { kind: 'plain', why: 'elsewhere' };

  const blobs = new Map<string, Blob>();
  const fields: Extract<SendRequest['body'], { kind: 'form' }>['fields'][number][] = [];
  let bytes = 0;
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === 'string') {
      bytes += value.length;
      fields.push({ name, value });
    } else if (encoding !== 'multipart/form-data') {
      fields.push({ name, value: value.name });
    } else {
      bytes += value.size;
      const blobId = newId();
      blobs.set(blobId, value);
      fields.push({ name, blobId, filename: value.name });
    }
  }
  if (bytes > MAX_BYTES) return { kind: 'refused', code: 'too-large' };
  const request: SendRequest = {
    url: action.href,
    method: 'POST',
    headers: { accept: 'application/json, */*;q=0.5' },
    body: { kind: 'form', encoding: encoding === 'multipart/form-data' ? 'multipart' : 'urlencoded', fields },
  };
  const destination: Destination = {
    id: action.origin,
    key: keyStyle(rules.key),
    mode: rules.mode === 'opaque' ? 'opaque' : 'cors',
    onUnknown: rules.onUnknown === 'ask' ? 'ask' : 'resend',
    onConflict: 'acknowledged',
  };
  const title = form.getAttribute('aria-label') ?? form.querySelector('legend')?.textContent.trim() ?? document.title;
  return { kind: 'post', post: { id: newId(), title, request, blobs, destination, subject: rules.subject } };
}

/** `header`, `header:X-Key`, `field:token`, `none`. */
export function keyStyle(text: string): KeyStyle {
  const [kind, name] = text.split(':');
  if (kind === 'none') return { kind };
  if (kind === 'field') return { kind, name: name ?? 'idempotency-key' };
  return { kind: 'header', name: name ?? 'Idempotency-Key' };
}

function isAllowed(action: URL, to: string): boolean {
  if (!/^https?:$/.test(action.protocol)) return false;
  return action.origin === location.origin || (to !== '' && URL.parse(to, document.baseURI)?.origin === action.origin);
}

function hasSecret(form: HTMLFormElement): boolean {
  return Array.from(form.elements).some(field => {
    if (!(field instanceof HTMLInputElement) || field.value === '') return false;
    return field.type === 'password' || SECRET.test(field.autocomplete);
  });
}

/** A UUID; also where `crypto.randomUUID` is missing (plain http). */
function newId(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join(
    '',
  );
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
