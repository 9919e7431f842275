// The device's side of push: subscribe when a person asks for it, and give the gateway the next one or two wake times, nothing else.

import { HOUR_MS, type OffsetAt } from '../core/local-clock.ts';
import type { WakeReport } from '../core/model.ts';
import { planPushes, type PushJob } from '../core/push-plan.ts';
import { keys } from '../store/keys.ts';
import type { Library } from '../store/library-api.ts';
import { readOutlook } from './steering.ts';
import type { Fetch } from './transport.ts';

/** Stored under `['meta', 'push']`. The id is the only way to change or end it at the gateway. */
export interface PushState {
  readonly id: string;
  readonly jobs: readonly PushJob[];
  readonly uploadedAt: number;
}

export interface PushDeps {
  readonly library: Library;
  readonly fetch: Fetch;
  /** Origin of the gateway; null where there is none. */
  readonly gateway: string | null;
  readonly now: () => number;
  readonly offsetAt: OffsetAt;
  readonly device: 'phone' | 'desktop';
  /** Whether the engine demands that every push be seen: `mustPushBeVisible`. */
  readonly mustBeVisible: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface PushSubscriber {
  readonly pushManager?: PushManager | undefined;
  /** Asks for permission; only ever from a person's gesture. */
  readonly askPermission: () => Promise<NotificationPermission>;
}

export type PushAnswer =
  | { readonly kind: 'on'; readonly jobs: readonly PushJob[] }
  | { readonly kind: 'off' }
  /** Codes of the table of `errors.ts`. */
  | { readonly kind: 'refused'; readonly code: string };

/** Without a push service `subscribe` hangs for ever (seen in Chromium). */
const SUBSCRIBE_MS = 20_000;
const ASK_MS = 15_000;
/** Times that moved by less are not worth a request. */
const MOVED_MS = 10 * 60_000;
const UPLOAD_EVERY_MS = 24 * HOUR_MS;
const MOST_FEEDS = 500;

/** From a person's gesture. Answers the honest reason where it cannot be. */
export async function turnOnPush(subscriber: PushSubscriber, deps: PushDeps): Promise<PushAnswer> {
  const { pushManager } = subscriber;
  if (!pushManager) return refused('push-unavailable');
  if (deps.gateway === null) return refused('push-needs-gateway');
  if ((await subscriber.askPermission()) !== 'granted') return refused('notifications-denied');
  const key = await ask(deps, 'GET', '/key');
  if (key.kind === 'unreachable') return refused('gateway-unreachable');
  const { key: publicKey } = await body<{ key?: string }>(key.response);
  if (!key.response.ok || publicKey === undefined) return refused('push-needs-gateway');
  const subscription = await subscribe(pushManager, publicKey);
  if (!subscription) return refused('push-unavailable');
  const wishes = await wishesOf(deps);
  const given = await ask(deps, 'POST', '', { subscription: subscription.toJSON(), ...wishes });
  if (given.kind === 'unreachable') return refused('gateway-unreachable');
  const { id } = await body<{ id?: string }>(given.response);
  if (given.response.status !== 201 || id === undefined) return refused('push-refused');
  await keep(deps, { id, jobs: wishes.jobs, uploadedAt: deps.now() });
  return { kind: 'on', jobs: wishes.jobs };
}

/** Ends it here at once, and at the gateway as far as that can be reached: its next push would meet a 410. */
export async function turnOffPush(
  subscriber: Pick<PushSubscriber, 'pushManager'>,
  deps: PushDeps,
): Promise<PushAnswer> {
  const state = await read(deps);
  const subscription = await subscriber.pushManager?.getSubscription();
  await subscription?.unsubscribe();
  await deps.library.backend.write({ deletes: [keys.meta('push')] });
  if (state && deps.gateway !== null) await ask(deps, 'DELETE', `/${state.id}`);
  return { kind: 'off' };
}

/**
 * Uploads the next wake times where they have moved; after each reading and each wake. Where the gateway knows the
 * subscription no more, push is off and the person can be told.
 */
export async function uploadPushTimes(deps: PushDeps): Promise<PushAnswer> {
  const state = await read(deps);
  if (!state || deps.gateway === null) return { kind: 'off' };
  const wishes = await wishesOf(deps);
  const now = deps.now();
  if (!haveMoved(state.jobs, wishes.jobs, now) && now - state.uploadedAt < UPLOAD_EVERY_MS) {
    return { kind: 'on', jobs: state.jobs };
  }
  const answer = await ask(deps, 'PUT', `/${state.id}`, wishes);
  if (answer.kind === 'unreachable') return refused('gateway-unreachable');
  if (answer.response.status === 404) {
    await deps.library.backend.write({ deletes: [keys.meta('push')] });
    return refused('push-ended');
  }
  if (!answer.response.ok) return refused('push-refused');
  await keep(deps, { id: state.id, jobs: wishes.jobs, uploadedAt: now });
  return { kind: 'on', jobs: wishes.jobs };
}

/** When pushes are expected, for the plan of a wake and the Deliveries screen. */
export async function pushTimes(library: Library): Promise<readonly number[]> {
  const state = await library.backend.get<PushState>(keys.meta('push'));
  return state?.jobs.map(job => job.at) ?? [];
}

/** What the gateway is given: times, and what the device has, so that it is not woken for nothing. */
async function wishesOf(deps: PushDeps) {
  const { library, offsetAt, device, mustBeVisible } = deps;
  const now = deps.now();
  const [{ rhythm, latency, dueTimes }, wakes, feeds] = await Promise.all([
    readOutlook({ library, now, offsetAt, device }),
    library.wakes(60),
    library.feeds(),
  ]);
  const held = feeds.filter(feed => feed.state.kind === 'active').slice(0, MOST_FEEDS);
  const jobs = planPushes({
    now,
    rhythm,
    dueTimes,
    latency,
    lastSyncAt: lastSync(wakes),
    sentAt: wakes.filter(wake => wake.reason === 'push').map(wake => wake.startedAt),
    visible: mustBeVisible,
  });
  return {
    // There is nothing to be woken for; the gateway takes no visible push that it cannot spare.
    jobs: held.length === 0 ? [] : jobs,
    visible: mustBeVisible,
    feeds: held.map(({ url, cursor }) => ({ url, ...(cursor === undefined ? {} : { cursor }) })),
  };
}

function lastSync(wakes: readonly WakeReport[]): number {
  const done = wakes.filter(wake => wake.result === 'complete' || wake.result === 'partial');
  return Math.max(-Infinity, ...done.map(wake => wake.endedAt ?? wake.startedAt));
}

function haveMoved(old: readonly PushJob[], fresh: readonly PushJob[], now: number): boolean {
  const ahead = old.filter(job => job.at > now);
  return ahead.length !== fresh.length || ahead.some((job, i) => Math.abs(job.at - (fresh[i]?.at ?? 0)) >= MOVED_MS);
}

async function subscribe(pushManager: PushManager, publicKey: string): Promise<PushSubscription | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), SUBSCRIBE_MS);
  });
  try {
    // Chromium takes no subscription that does not promise to be seen; within its budget it may be silent all the same.
    return await Promise.race([
      pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }),
      late,
    ]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

type Asked = { readonly kind: 'answered'; readonly response: Response } | { readonly kind: 'unreachable' };

async function ask(deps: PushDeps, method: string, path: string, sent?: unknown): Promise<Asked> {
  const limit = AbortSignal.timeout(ASK_MS);
  try {
    const response = await deps.fetch(`${deps.gateway ?? ''}/api/push${path}`, {
      method,
      signal: deps.signal ? AbortSignal.any([limit, deps.signal]) : limit,
      ...(sent === undefined ? {} : { body: JSON.stringify(sent), headers: { 'content-type': 'application/json' } }),
    });
    return { kind: 'answered', response };
  } catch {
    return { kind: 'unreachable' };
  }
}

/** An empty object where the answer is no JSON. */
async function body<T extends object>(response: Response): Promise<Partial<T>> {
  try {
    return (await response.json()) as Partial<T>;
  } catch {
    return {};
  }
}

async function read({ library }: PushDeps): Promise<PushState | undefined> {
  return library.backend.get<PushState>(keys.meta('push'));
}

async function keep({ library }: PushDeps, state: PushState): Promise<void> {
  await library.backend.write({ puts: [[keys.meta('push'), state]] });
}

function refused(code: string): PushAnswer {
  return { kind: 'refused', code };
}
