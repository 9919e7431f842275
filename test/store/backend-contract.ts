// What every backend must do: one suite for IndexedDB (in a real browser) and memory.

import type { Backend, Key } from '../../src/store/backend.ts';
import { equal, ok, rejects } from './expect.ts';

export interface ContractCase {
  readonly name: string;
  readonly run: (backend: Backend) => Promise<void>;
}

const puts = (...keys: Key[]): { puts: (readonly [Key, unknown])[] } => ({
  puts: keys.map(key => [key, key.join('/')] as const),
});

export const backendContract: readonly ContractCase[] = [
  {
    name: 'gives back what was written, and undefined for what was not',
    async run(backend) {
      await backend.write({ puts: [[['a', 1], { deep: [1, 'two', null] }]] });
      equal(await backend.get(['a', 1]), { deep: [1, 'two', null] });
      equal(await backend.get(['a', 2]), undefined);
    },
  },
  {
    name: 'keeps a copy: changing what was given or got changes nothing stored',
    async run(backend) {
      const value = { list: [1] };
      await backend.write({ puts: [[['a'], value]] });
      value.list.push(2);
      const got = await backend.get<{ list: number[] }>(['a']);
      got?.list.push(3);
      equal(await backend.get(['a']), { list: [1] });
    },
  },
  {
    name: 'answers many in the order asked for',
    async run(backend) {
      await backend.write(puts(['a', 1], ['a', 2]));
      equal(
        await backend.getMany([
          ['a', 2],
          ['a', 9],
          ['a', 1],
        ]),
        ['a/2', undefined, 'a/1'],
      );
      equal(await backend.getMany([]), []);
    },
  },
  {
    name: 'orders keys as IndexedDB does: numbers before strings, shorter before longer',
    async run(backend) {
      await backend.write(
        puts(
          ['f', 'b'],
          ['f', 10],
          ['f', 'a', 1],
          ['f', -2],
          ['f', 'a'],
          ['f', 9],
          ['f', -10.5],
          ['f', 0],
          ['f', 'ä'],
          ['f', 'Z'],
        ),
      );
      equal(await backend.rangeKeys({ prefix: ['f'] }), [
        ['f', -10.5],
        ['f', -2],
        ['f', 0],
        ['f', 9],
        ['f', 10],
        ['f', 'Z'],
        ['f', 'a'],
        ['f', 'a', 1],
        ['f', 'b'],
        ['f', 'ä'],
      ]);
    },
  },
  {
    name: 'reads one family and no neighbour of it',
    async run(backend) {
      await backend.write(
        puts(['recent', 1], ['recent-of-feed', 'x', 1], ['recen', 1], ['recent', 2], ['recenz', 0], ['recent']),
      );
      equal(await backend.rangeKeys({ prefix: ['recent'] }), [['recent'], ['recent', 1], ['recent', 2]]);
      equal(await backend.count(['recent']), 3);
      equal(await backend.counts([['recent'], ['recent-of-feed', 'x'], ['none']]), [3, 1, 0]);
    },
  },
  {
    name: 'pages forwards after a key, whether that key is there or not',
    async run(backend) {
      await backend.write(puts(['f', 1], ['f', 2], ['f', 3], ['f', 4]));
      equal(await backend.range({ prefix: ['f'], limit: 2 }), [
        [['f', 1], 'f/1'],
        [['f', 2], 'f/2'],
      ]);
      equal(await backend.rangeKeys({ prefix: ['f'], after: ['f', 2], limit: 1 }), [['f', 3]]);
      equal(await backend.rangeKeys({ prefix: ['f'], after: ['f', 2.5] }), [
        ['f', 3],
        ['f', 4],
      ]);
      equal(await backend.rangeKeys({ prefix: ['f'], after: ['f', 4] }), []);
    },
  },
  {
    name: 'pages backwards',
    async run(backend) {
      await backend.write(puts(['f', 1], ['f', 2], ['f', 3], ['g', 0], ['e', 9]));
      equal(await backend.range({ prefix: ['f'], reverse: true, limit: 2 }), [
        [['f', 3], 'f/3'],
        [['f', 2], 'f/2'],
      ]);
      equal(await backend.rangeKeys({ prefix: ['f'], reverse: true, after: ['f', 2] }), [['f', 1]]);
      equal(await backend.rangeKeys({ prefix: ['f'], reverse: true }), [
        ['f', 3],
        ['f', 2],
        ['f', 1],
      ]);
    },
  },
  {
    name: 'reads several ranges at once, each in its own order and limit',
    async run(backend) {
      await backend.write(puts(['a', 1], ['a', 2], ['b', 1], ['b', 2]));
      equal(
        await backend.rangesKeys([{ prefix: ['b'], limit: 1 }, { prefix: ['a'], reverse: true }, { prefix: ['c'] }]),
        [
          [['b', 1]],
          [
            ['a', 2],
            ['a', 1],
          ],
          [],
        ],
      );
    },
  },
  {
    name: 'deletes before it puts in one write',
    async run(backend) {
      await backend.write(puts(['a', 1], ['a', 2]));
      await backend.write({
        deletes: [
          ['a', 1],
          ['a', 2],
          ['a', 3],
        ],
        puts: [[['a', 1], 'new']],
      });
      equal(await backend.range({ prefix: ['a'] }), [[['a', 1], 'new']]);
    },
  },
  {
    name: 'writes nothing at all where one value cannot be cloned',
    async run(backend) {
      await backend.write({ puts: [[['a', 1], 'old']] });
      const batch = {
        deletes: [['a', 1]],
        puts: [
          [['a', 2], 'first'],
          [['a', 3], () => 1],
        ],
      } as const;
      await rejects(backend.write(batch), 'not-cloneable');
      equal(await backend.range({ prefix: ['a'] }), [[['a', 1], 'old']]);
    },
  },
  {
    name: 'writes nothing at all where one key is no key',
    async run(backend) {
      await rejects(
        backend.write({
          puts: [
            [['a', 1], 'first'],
            [['a', NaN], 'second'],
          ],
        }),
        'bad-key',
      );
      equal(await backend.range({ prefix: ['a'] }), []);
    },
  },
  {
    name: 'reads and writes in one transaction, and answers the result',
    async run(backend) {
      await backend.write({ puts: [[['n'], 1]] });
      const result = await backend.transact([['n'], ['m']], ([n, m]) => ({
        puts: [[['n'], (n as number) + 1]],
        result: [n, m],
      }));
      equal(result, [1, undefined]);
      equal(await backend.get(['n']), 2);
    },
  },
  {
    name: 'loses no increment when twenty transactions race',
    async run(backend) {
      const add = (): Promise<void> =>
        backend.transact([['n']], ([n]) => ({
          puts: [[['n'], ((n as number | undefined) ?? 0) + 1]],
          result: undefined,
        }));
      await Promise.all(Array.from({ length: 20 }, add));
      equal(await backend.get(['n']), 20);
    },
  },
  {
    name: 'writes nothing where deciding throws, and passes the very error on',
    async run(backend) {
      const mine = Object.assign(new Error('mine'), { code: 'mine' });
      await backend.write({ puts: [[['a'], 'old']] });
      const work = backend.transact([['a']], () => {
        throw mine;
      });
      ok((await work.catch((error: unknown) => error)) === mine, 'the error that was thrown');
      equal(await backend.get(['a']), 'old');
      await backend.write({ puts: [[['a'], 'works on']] });
      equal(await backend.get(['a']), 'works on');
    },
  },
  {
    name: 'writes nothing where deciding throws without having read',
    async run(backend) {
      await rejects(
        backend.transact([], () => {
          throw Object.assign(new Error('mine'), { code: 'mine' });
        }),
        'mine',
      );
    },
  },
  {
    name: 'keeps Blobs, dates and binary as they are',
    async run(backend) {
      await backend.write({
        puts: [
          [['blob', 'x'], new Blob(['hällo'], { type: 'text/plain' })],
          [['bytes'], new Uint8Array([1, 2, 3])],
        ],
      });
      const blob = await backend.get<Blob>(['blob', 'x']);
      equal([await blob?.text(), blob?.type], ['hällo', 'text/plain']);
      equal([...((await backend.get<Uint8Array>(['bytes'])) ?? [])], [1, 2, 3]);
    },
  },
  {
    name: 'takes five thousand keys in one write, in order',
    async run(backend) {
      const many = Array.from({ length: 5000 }, (_, i): Key => ['many', (i * 7919) % 5000]);
      await backend.write(puts(...many));
      const found = await backend.rangeKeys({ prefix: ['many'] });
      equal([found.length, found[0], found[4999]], [5000, ['many', 0], ['many', 4999]]);
      equal(
        found.every((key, i) => key[1] === i),
        true,
      );
      await backend.write({ deletes: many.filter(key => Number(key[1]) % 2 === 0) });
      equal(await backend.count(['many']), 2500);
      equal(await backend.rangeKeys({ prefix: ['many'], after: ['many', 100], limit: 2 }), [
        ['many', 101],
        ['many', 103],
      ]);
    },
  },
  {
    name: 'deletes many of a family and none that lies between them',
    async run(backend) {
      const all = Array.from({ length: 300 }, (_, i): Key => ['many', i]);
      await backend.write(puts(...all, ['many-more', 5], ['man', 5]));
      // All of a stretch, with a key among them that is not there; and all but one of another.
      const stretch = [...all.slice(10, 100), ['many', 50.5] as Key];
      const holed = all.slice(150, 250).filter(key => key[1] !== 200);
      await backend.write({ deletes: [...stretch, ...stretch.slice(0, 3)], puts: [[['many', 60], 'put after']] });
      await backend.write({ deletes: holed });
      const left = (await backend.rangeKeys({ prefix: ['many'] })).map(key => Number(key[1]));
      equal(left, [
        ...Array.from({ length: 10 }, (_, i) => i),
        60,
        ...Array.from({ length: 50 }, (_, i) => 100 + i),
        200,
        ...Array.from({ length: 50 }, (_, i) => 250 + i),
      ]);
      equal(
        await backend.getMany([
          ['many', 60],
          ['many-more', 5],
          ['man', 5],
        ]),
        ['put after', 'many-more/5', 'man/5'],
      );
    },
  },
  {
    name: 'answers many of a family in the order asked for, near together or far apart',
    async run(backend) {
      await backend.write(
        puts(
          ...Array.from({ length: 2000 }, (_, i): Key => ['v', i]),
          ...Array.from({ length: 50 }, (_, i): Key => ['w', 'x', i]),
        ),
      );
      for (const step of [1, 7]) {
        const asked = Array.from({ length: 250 }, (_, i): Key => ['v', ((i * 37) % 250) * step]);
        const mixed: Key[] = [...asked, ['v', 1.5], ['w', 'x', 3], ['v', 0], ['none']];
        equal(await backend.getMany(mixed), [...asked.map(key => key.join('/')), undefined, 'w/x/3', 'v/0', undefined]);
        const inside = await backend.transact(mixed, values => ({ result: values }));
        equal(inside, await backend.getMany(mixed));
      }
    },
  },
  {
    name: 'adds to numbers, and drops those that come to nothing',
    async run(backend) {
      await backend.write({
        adds: [
          [['n', 'a'], 2],
          [['n', 'b'], -1],
        ],
      });
      await backend.write({
        adds: [
          [['n', 'a'], 3],
          [['n', 'b'], 1],
          [['n', 'a'], -1],
        ],
      });
      equal(await backend.range({ prefix: ['n'] }), [[['n', 'a'], 4]]);
    },
  },
  {
    name: 'refuses everything once it is closed',
    async run(backend) {
      backend.close();
      await rejects(backend.get(['a']), 'storage-closed');
      await rejects(backend.write(puts(['a'])), 'storage-closed');
    },
  },
];
