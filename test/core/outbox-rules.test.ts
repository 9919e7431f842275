// What becomes of an outbox entry: every answer, every order, every clock.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { OutboxId } from '../../src/core/model.ts';
import { LOCAL_DESTINATION, type Destination, type OutboxEntry, type OutboxState } from '../../src/core/outbox.ts';
import {
  backOffMs,
  isDue,
  laneOf,
  LONGEST_WAIT_MS,
  markInFlight,
  nextDueAt,
  nextToSend,
  recovered,
  settle,
  type Carried,
} from '../../src/core/outbox-rules.ts';

const NOW = Date.UTC(2026, 10, 20);
const MINUTE = 60_000;
const SITE: Destination = {
  id: 'site',
  key: { kind: 'header', name: 'Idempotency-Key' },
  mode: 'cors',
  onUnknown: 'resend',
  onConflict: 'refused',
};
const KEYLESS: Destination = { ...SITE, id: 'keyless', key: { kind: 'none' }, onUnknown: 'ask' };

function entry(change: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    seq: 1,
    id: '00000000-0000-4000-8000-000000000001' as OutboxId,
    destination: SITE,
    action: {
      kind: 'send',
      title: 't',
      request: { url: 'https://x.example/', method: 'POST', headers: {}, body: { kind: 'none' } },
    },
    subject: null,
    state: 'waiting',
    tries: 0,
    createdAt: NOW,
    nextAt: NOW,
    blobIds: [],
    ...change,
  };
}

const flying = (change: Partial<OutboxEntry> = {}): OutboxEntry => markInFlight(entry(change), NOW);
const status = (code: number, more: object = {}): Carried => ({ kind: 'answered', status: code, ...more });
const outcome = (answer: Carried, from = flying()): string => {
  const next = settle(from, answer, NOW);
  return next === null ? 'acknowledged' : `${next.state} ${next.lastError ?? ''}`.trim();
};

describe('an answer', () => {
  const rows: readonly (readonly [string, Carried, string])[] = [
    ['done', { kind: 'done' }, 'acknowledged'],
    ...[200, 201, 202, 204].map(code => [String(code), status(code), 'acknowledged'] as const),
    ['400', status(400), 'dead bad-request'],
    ['404', status(404), 'dead not-found'],
    ['409, refused by the destination’s rule', status(409), 'dead conflict'],
    ['410', status(410), 'dead no-longer-there'],
    ['413', status(413), 'dead payload-too-large'],
    ['422', status(422), 'dead unprocessable'],
    ['405', status(405), 'dead refused'],
    ['415', status(415), 'dead refused'],
    ['a redirect that nobody followed', status(302), 'dead refused'],
    ['401', status(401), 'needs-sign-in needs-sign-in'],
    ['403', status(403), 'needs-sign-in forbidden'],
    ['a sign-in page with 200', status(200, { signIn: true }), 'needs-sign-in sign-in-page'],
    ['408', status(408), 'waiting timeout'],
    ['425', status(425), 'waiting server-failed'],
    ['429', status(429), 'waiting server-busy'],
    ...[500, 502, 503, 504, 507, 511].map(code => [String(code), status(code), 'waiting server-failed'] as const),
    ['503 with Retry-After', status(503, { retryAt: NOW + MINUTE }), 'waiting server-busy'],
    ['a dead network', { kind: 'no-answer', code: 'network' }, 'waiting network'],
    ['a timeout', { kind: 'no-answer', code: 'timeout' }, 'waiting timeout'],
    ['what cannot be', { kind: 'impossible', code: 'refuses-browsers' }, 'dead refuses-browsers'],
    ['a final word whatever the status', status(0, { final: 'blob-lost' }), 'dead blob-lost'],
    ['an opaque destination', { kind: 'handed-over' }, 'handed-over'],
  ];
  for (const [name, answer, expected] of rows)
    test(`${name}: ${expected}`, () => assert.equal(outcome(answer), expected));

  test('409 is an acknowledgement where the destination says so', () => {
    assert.equal(
      outcome(status(409), flying({ destination: { ...SITE, onConflict: 'acknowledged' } })),
      'acknowledged',
    );
  });

  test('a timeout without a key is the person’s to decide, where the destination asks', () => {
    assert.equal(
      outcome({ kind: 'no-answer', code: 'timeout' }, flying({ destination: KEYLESS })),
      'unknown unknown-fate',
    );
    assert.equal(outcome({ kind: 'no-answer', code: 'network' }, flying({ destination: KEYLESS })), 'waiting network');
  });

  test('never loses an entry but by an acknowledgement', () => {
    const anyAnswer: fc.Arbitrary<Carried> = fc.oneof(
      fc.record({
        kind: fc.constant('answered' as const),
        status: fc.integer({ min: 0, max: 599 }),
        signIn: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('no-answer' as const), code: fc.constantFrom('network', 'timeout') }),
      fc.record({ kind: fc.constant('impossible' as const), code: fc.constant('x') }),
    );
    fc.assert(
      fc.property(anyAnswer, answer => {
        const next = settle(flying(), answer, NOW);
        const isSuccess =
          answer.kind === 'answered' && answer.status >= 200 && answer.status < 300 && answer.signIn !== true;
        assert.equal(next === null, isSuccess);
        if (next) assert.deepEqual([next.id, next.seq, next.action, next.tries], [entry().id, 1, entry().action, 1]);
        if (next) assert.notEqual(next.state, 'in-flight');
      }),
    );
  });

  test('keeps the server’s words, and drops those of the answer before', () => {
    const first = settle(flying(), status(503, { reason: 'back at ten' }), NOW);
    assert.deepEqual([first?.reason, first?.lastStatus], ['back at ten', 503]);
    const second = settle(markInFlight(first as OutboxEntry, NOW), { kind: 'no-answer', code: 'network' }, NOW);
    assert.deepEqual(
      [second?.reason, second?.lastStatus, second?.lastError, second?.tries],
      [undefined, undefined, 'network', 2],
    );
  });
});

describe('waiting', () => {
  test('grows with each try, to a limit, and differs from entry to entry', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 50].map(tries => backOffMs(tries, 'a'));
    assert.ok(waits.slice(0, 6).every((wait, i) => i === 0 || wait > (waits[i - 1] ?? 0)));
    assert.ok(waits.every(wait => wait >= 27_000 && wait <= 3.3 * 3_600_000));
    assert.ok(new Set(Array.from({ length: 50 }, (_, i) => backOffMs(3, String(i)))).size > 20);
    assert.equal(backOffMs(2, 'a'), backOffMs(2, 'a'));
  });

  test('honours Retry-After, but not for years', () => {
    assert.equal(settle(flying(), status(503, { retryAt: NOW + 7 * MINUTE }), NOW)?.nextAt, NOW + 7 * MINUTE);
    assert.equal(
      settle(flying(), status(503, { retryAt: NOW + 900 * LONGEST_WAIT_MS }), NOW)?.nextAt,
      NOW + LONGEST_WAIT_MS,
    );
    assert.equal(settle(flying(), status(503, { retryAt: NOW - MINUTE }), NOW)?.nextAt, NOW);
  });

  test('ends when its time has come', () => {
    const waiting = entry({ nextAt: NOW + MINUTE });
    assert.deepEqual([isDue(waiting, NOW), isDue(waiting, NOW + MINUTE)], [false, true]);
  });

  test('ends for a page that opens, but not against a server’s word', () => {
    assert.equal(isDue(entry({ nextAt: NOW + MINUTE, lastError: 'network' }), NOW, { urgent: true }), true);
    assert.equal(isDue(entry({ nextAt: NOW + MINUTE, lastError: 'server-busy' }), NOW, { urgent: true }), false);
  });

  test('outlives no clock that jumps', () => {
    // Set years ahead while it failed, then right again.
    const ahead = settle(
      markInFlight(entry(), NOW + 900 * LONGEST_WAIT_MS),
      status(503),
      NOW + 900 * LONGEST_WAIT_MS,
    ) as OutboxEntry;
    assert.equal(isDue(ahead, NOW), true);
    assert.equal(isDue(entry({ nextAt: NOW + 900 * LONGEST_WAIT_MS }), NOW), true);
    // Set back by an hour after it failed.
    const back = settle(flying(), status(503), NOW) as OutboxEntry;
    assert.equal(isDue(back, NOW - 60 * MINUTE), true);
  });
});

describe('order', () => {
  const three = [entry({ seq: 1 }), entry({ seq: 2 }), entry({ seq: 3, destination: KEYLESS })];
  const inState = (state: OutboxState): OutboxEntry[] => [
    entry({ seq: 1, state, nextAt: NOW + MINUTE }),
    entry({ seq: 2 }),
  ];
  const next = (entries: readonly OutboxEntry[], subject: string | null = null): number | undefined =>
    nextToSend(entries, NOW, subject)?.seq;

  test('is by seq, whatever the order of the list', () => assert.equal(next([...three].reverse()), 1));
  test('goes on in another lane while one waits', () => {
    assert.equal(next([entry({ seq: 1, nextAt: NOW + MINUTE }), ...three.slice(1)]), 3);
  });

  for (const [state, expected] of [
    ['waiting', undefined],
    ['in-flight', undefined],
    ['needs-sign-in', undefined],
    ['unknown', undefined],
    ['dead', 2],
    ['handed-over', 2],
  ] as const) {
    test(`${state} ${expected === undefined ? 'holds' : 'releases'} what follows`, () =>
      assert.equal(next(inState(state)), expected));
  }

  test('lets each entry of the device and the gateway go by itself', () => {
    const local = [
      entry({ seq: 1, destination: LOCAL_DESTINATION, nextAt: NOW + MINUTE }),
      entry({ seq: 2, destination: LOCAL_DESTINATION }),
    ];
    assert.equal(next(local), 2);
    assert.notEqual(laneOf(local[0] as OutboxEntry), laneOf(local[1] as OutboxEntry));
  });

  test('sends for whoever is signed in, and holds nobody up for another', () => {
    const theirs = [entry({ seq: 1, subject: 'ann' }), entry({ seq: 2, subject: 'bob' }), entry({ seq: 3 })];
    assert.deepEqual([next(theirs, 'ann'), next(theirs, 'bob'), next(theirs)], [1, 2, 3]);
  });

  test('answers when to look again', () => {
    assert.equal(nextDueAt([entry({ nextAt: NOW + MINUTE }), entry({ seq: 2, nextAt: NOW })], NOW, null), NOW + MINUTE);
    assert.equal(nextDueAt([entry({ state: 'dead' })], NOW, null), undefined);
    assert.equal(nextDueAt(three, NOW, null), NOW);
  });

  test('is kept whatever happens on the way', () => {
    const anyOutcome = fc.constantFrom<Carried>({ kind: 'done' }, status(503), status(401), status(422), {
      kind: 'no-answer',
      code: 'network',
    });
    fc.assert(
      fc.property(fc.array(anyOutcome, { minLength: 30, maxLength: 30 }), outcomes => {
        const entries = new Map([1, 2, 3, 4, 5].map(seq => [seq, entry({ seq })]));
        const arrived: number[] = [];
        let now = NOW;
        for (const answer of outcomes) {
          now += 4 * 60 * MINUTE;
          const head = nextToSend([...entries.values()], now, null);
          if (head === undefined) break;
          const settled = settle(markInFlight(head, now), answer, now);
          if (settled === null) {
            arrived.push(head.seq);
            entries.delete(head.seq);
          } else entries.set(head.seq, settled);
        }
        assert.deepEqual(
          arrived,
          [...arrived].sort((a, b) => a - b),
        );
      }),
    );
  });
});

describe('an entry met at a start', () => {
  test('is sent again under its key', () => {
    const met = recovered(flying(), null);
    assert.deepEqual([met.state, met.id, met.tries, isDue(met, NOW)], ['waiting', entry().id, 1, true]);
  });
  test('waits for the person where it could be done twice', () =>
    assert.equal(recovered(flying({ destination: KEYLESS }), null).state, 'unknown'));
  test('is sent again without a key where its destination says so', () => {
    assert.equal(recovered(flying({ destination: { ...KEYLESS, onUnknown: 'resend' } }), null).state, 'waiting');
  });
  test('is held while another is signed in, and waits again for its own', () => {
    const held = recovered(entry({ subject: 'ann' }), 'bob');
    assert.equal(held.state, 'held');
    assert.equal(recovered(held, 'bob'), held);
    assert.equal(recovered(held, 'ann').state, 'waiting');
    assert.equal(recovered(flying({ subject: 'ann' }), null).state, 'held');
  });
  test('is left alone in every other state', () => {
    for (const state of ['waiting', 'unknown', 'needs-sign-in', 'handed-over', 'dead'] as const) {
      const one = entry({ state });
      assert.equal(recovered(one, null), one);
    }
  });
});
