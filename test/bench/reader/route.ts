// What the first route weighs.

import { firstRouteBytes } from '../../support/sizes.ts';
import type { Part } from './profile.ts';

const FIRST_ROUTE_BYTES = 45_000;

export async function route({ report }: Part): Promise<void> {
  report.figure({
    figure: "first route's JavaScript, brotli",
    value: await firstRouteBytes(),
    unit: 'bytes',
    bar: FIRST_ROUTE_BYTES,
  });
}
