// The stored schema's version, its migrations, and the rule that older code never writes into newer data.

import { IDENTITY_VERSION } from '../core/identity.ts';
import { keysOfHeadline, regroup, type StoredArticle } from '../core/identity-migration.ts';
import type { FeedId, Headline, Status } from '../core/model.ts';
import type { Backend, Batch, Key } from './backend.ts';
import { keys } from './keys.ts';
import { counted, join, listKeysOf, statusChange } from './lists.ts';

export interface Schema {
  readonly version: number;
  readonly identityVersion: number;
}

/** What this code writes. */
export const SCHEMA: Schema = { version: 1, identityVersion: IDENTITY_VERSION };

/**
 * One step of the schema, as a pure function of one row. It must be idempotent: a migration that is killed is run again
 * from its beginning. Raise `SCHEMA.version` with each, and never change one that was released.
 */
export interface Migration {
  /** The version that the store has afterwards. */
  readonly to: number;
  /** Families it looks at. */
  readonly prefixes: readonly Key[];
  readonly row: (key: Key, value: unknown) => Batch;
}

export const MIGRATIONS: readonly Migration[] = [];

/** How keys are made of what is stored, by the identity rule of now. */
export type IdentityRule = (headline: Headline) => readonly string[];

export interface Plan {
  readonly schema: Schema;
  readonly migrations: readonly Migration[];
  readonly identityRule: IdentityRule;
}

const PLAN: Plan = { schema: SCHEMA, migrations: MIGRATIONS, identityRule: keysOfHeadline };
/** Rows that one transaction migrates. */
const SLICE = 500;

/** Whether code of schema `mine` may write where `stored` is found. */
export function mayWrite(stored: Schema | undefined, mine: Schema = SCHEMA): boolean {
  return stored === undefined || (stored.version <= mine.version && stored.identityVersion <= mine.identityVersion);
}

/**
 * Brings the store up to the plan's schema, once, whoever else opens it at the same time. False where it is newer. `fill`: what a store that
 * is new begins with, under the schema that it brings.
 */
export async function migrate(
  backend: Backend,
  lock: <T>(work: () => Promise<T>) => Promise<T>,
  plan: Plan = PLAN,
  fill: () => Promise<Batch | undefined> = () => Promise.resolve(undefined),
): Promise<boolean> {
  const stored = await backend.get<Schema>(keys.meta('schema'));
  if (!mayWrite(stored, plan.schema)) return false;
  if (isCurrent(stored, plan.schema)) return true;
  return lock(async () => {
    let found = await backend.get<Schema>(keys.meta('schema'));
    const rows = found === undefined ? await fill() : undefined;
    if (rows !== undefined) {
      await backend.write(rows, { durable: true });
      found = await backend.get<Schema>(keys.meta('schema'));
    }
    if (!mayWrite(found, plan.schema)) return false;
    if (found !== undefined) {
      for (const migration of [...plan.migrations].sort((a, b) => a.to - b.to)) {
        if (migration.to <= found.version) continue;
        await runMigration(backend, migration);
        found = { ...found, version: migration.to };
        await backend.write({ puts: [[keys.meta('schema'), found]] });
      }
      if (found.identityVersion < plan.schema.identityVersion) await migrateIdentity(backend, plan.identityRule);
    }
    await backend.write({ puts: [[keys.meta('schema'), plan.schema]] });
    return true;
  });
}

async function runMigration(backend: Backend, { prefixes, row }: Migration): Promise<void> {
  for (const prefix of prefixes) {
    let after: Key | undefined;
    for (;;) {
      const page = await backend.range<unknown>({ prefix, limit: SLICE, ...(after === undefined ? {} : { after }) });
      if (page.length === 0) break;
      await backend.write(join(...page.map(([key, value]) => row(key, value))));
      after = page.at(-1)?.[0];
    }
  }
}

/** Every feed's articles under the keys of the rule of now; one transaction a feed, so that a kill leaves each whole. */
async function migrateIdentity(backend: Backend, rule: IdentityRule): Promise<void> {
  const feedIds = [
    ...(await backend.rangeKeys({ prefix: ['feed'] })),
    ...(await backend.rangeKeys({ prefix: ['former-feed'] })),
  ];
  for (const key of feedIds) {
    const feedId = key[1] as FeedId;
    const headlines = (await backend.range<Headline>({ prefix: ['headline', feedId] })).map(([, headline]) => headline);
    const statuses = await backend.getMany<Status>(headlines.map(headline => keys.status(headline.id)));
    const articles = headlines.flatMap((headline, i): StoredArticle[] => {
      const status = statuses[i];
      return status === undefined ? [] : [{ headline, status }];
    });
    const before = new Map(articles.map(article => [article.headline.id, article.status]));
    const old = await backend.range<string>({ prefix: ['identity', feedId] });
    const living = new Set<string>(articles.map(article => article.headline.id));
    const { aliases, kept, gone } = regroup(articles, rule);
    await backend.write(
      counted(
        join(
          // Keys of articles that retention removed stay as they are: they keep what is gone from coming back as new.
          { deletes: old.filter(([, id]) => living.has(id)).map(([identityKey]) => identityKey) },
          ...gone.map(({ headline, status }) => ({
            deletes: [
              ...listKeysOf(status),
              keys.status(headline.id),
              keys.headline(feedId, headline.id),
              keys.body(headline.id),
            ],
          })),
          ...kept.map(({ headline, status }) =>
            join(
              { puts: [[keys.headline(feedId, headline.id), headline]] },
              statusChange(before.get(headline.id), status),
            ),
          ),
          { puts: [...aliases].map(([identityKey, id]) => [keys.identity(feedId, identityKey), id] as const) },
        ),
      ),
    );
  }
}

function isCurrent(stored: Schema | undefined, mine: Schema): boolean {
  return stored !== undefined && stored.version === mine.version && stored.identityVersion === mine.identityVersion;
}
