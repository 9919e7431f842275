// Whether this engine demands that every push be seen.

/**
 * WebKit takes every subscription back after three silent pushes, Firefox by a quota that falls. Chromium has a budget
 * (about three a day at the engagement of a daily reader): two silent ones a day fit in. Chromium alone has SyncManager.
 */
export function mustPushBeVisible(scope: object = globalThis): boolean {
  return !('SyncManager' in scope);
}
