// Predawn's elements in the three engines: the same suite, in a host's page, with the host's own worker.

import { before, test } from 'node:test';
import { buildEmbed } from '../support/embed-build.ts';
import { CHROMIUM, embedBehaviours } from '../support/embed-behaviours.ts';
import { FIREFOX, WEBKIT } from '../support/outbox-behaviours.ts';

before(() => buildEmbed());

for (const engine of [CHROMIUM, FIREFOX, WEBKIT])
  test(`${engine.name}: every element does what it says`, { timeout: 180_000 }, () => embedBehaviours(engine));
