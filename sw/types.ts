// What TypeScript's WebWorker library does not know yet of service workers.

/** One-off Background Sync (WICG). */
export interface ExtendedSyncEvent extends ExtendableEvent {
  readonly tag: string;
  /** True where the browser will not try again by itself. */
  readonly lastChance: boolean;
}

/** Periodic Background Sync (WICG). */
export interface PeriodicSyncEvent extends ExtendableEvent {
  readonly tag: string;
}

/** ServiceWorker static routing API, Chromium. */
export interface InstallEventWithRoutes extends ExtendableEvent {
  addRoutes?: (rules: readonly StaticRoute[]) => Promise<void>;
}

export interface StaticRoute {
  readonly condition: { readonly urlPattern: { pathname: string; search: string }; readonly requestMode?: RequestMode };
  readonly source: { readonly cacheName: string };
}
