// What the device's side of push needs of this page.

import type { Library } from '../store/library-api.ts';
import { deviceKind } from '../sync/conditions.ts';
import { mustPushBeVisible } from '../sync/push-engine.ts';
import type { PushDeps } from '../sync/push.ts';

export const offsetAt = (at: number): number => -new Date(at).getTimezoneOffset();

export function pushDeps(library: Library, now: () => number = Date.now): PushDeps {
  return {
    library,
    fetch: (input, init) => fetch(input, init),
    gateway: location.origin,
    now,
    offsetAt,
    device: deviceKind(navigator),
    mustBeVisible: mustPushBeVisible(),
  };
}
