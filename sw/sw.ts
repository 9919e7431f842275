// The service worker's event table: which event is answered by whom. No logic, no state here.

import { onActivate } from './activate.ts';
import { answer } from './fetch.ts';
import { onInstall } from './install.ts';
import { onMessage } from './message.ts';
import { onNotificationClick } from './notification-click.ts';
import { onPeriodicSync } from './periodic-sync.ts';
import { onPush } from './push.ts';
import { onSync } from './sync.ts';
import type { ExtendedSyncEvent, InstallEventWithRoutes, PeriodicSyncEvent } from './types.ts';

declare const self: ServiceWorkerGlobalScope;

/** TypeScript's list of worker events lacks `sync` and `periodicsync`. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names the event's type at each row
const on = <E extends Event>(type: string, handle: (event: E) => void): void =>
  self.addEventListener(type, handle as (event: Event) => void);

on<InstallEventWithRoutes>('install', event => event.waitUntil(onInstall(event)));
on<ExtendableEvent>('activate', event => event.waitUntil(onActivate(event)));
on<FetchEvent>('fetch', event => answer(event));
on<ExtendedSyncEvent>('sync', event => event.waitUntil(onSync(event.tag, event.lastChance)));
on<PeriodicSyncEvent>('periodicsync', event => event.waitUntil(onPeriodicSync(event.tag)));
on<PushEvent>('push', event => event.waitUntil(onPush(event.data)));
on<NotificationEvent>('notificationclick', event => event.waitUntil(onNotificationClick(event.notification)));
on<ExtendableMessageEvent>('message', event => event.waitUntil(onMessage(event.data, event.ports)));
