// The guest book: a destination that is really there, for trying an outbox by hand. Kept in memory, bounded; lost with the process.

import { escapeMarkup as x } from './markup.ts';
import { json, page, problem } from './answers.ts';
import { readFields, textField } from './bodies.ts';
import { renderPage } from './pages.ts';
import { createRepeats } from './repeats.ts';
import { createSwitchboard, readSwitches } from './switches.ts';

export interface GuestBookEntry {
  readonly id: number;
  readonly name: string;
  readonly message: string;
  /** ISO 8601. */
  readonly writtenAt: string;
}

const MAX_BYTES = 64 * 1024;
const MAX_ENTRIES = 500;
const MAX_NAME = 80;
const MAX_MESSAGE = 2000;

export function createGuestBook({ now }: { now: () => number }): (request: Request) => Promise<Response> {
  const entries: GuestBookEntry[] = [];
  const repeats = createRepeats();
  const switched = createSwitchboard();
  let written = 0;

  const write = async (request: Request, url: URL): Promise<Response> => {
    const read = await readFields(request, MAX_BYTES);
    if (read.kind === 'too-large') return problem(413, 'too-large', 'A message has at most 64 kB.');
    if (read.kind === 'unreadable') return problem(400, 'unreadable-body', 'Send a form or a JSON object.');
    const name = textField(read.fields, 'name');
    const message = textField(read.fields, 'message');
    const key = request.headers.get('idempotency-key') ?? (textField(read.fields, 'idempotency-key') || undefined);
    const switches = readSwitches(url.searchParams);
    if (!switches) return problem(400, 'bad-switch', 'A failure switch has a value that means nothing.');
    return switched(switches, key ?? url.search, request.signal, async () => {
      if (message === '') return problem(422, 'message-missing', 'Write a message first.');
      if (name.length > MAX_NAME || message.length > MAX_MESSAGE)
        return problem(422, 'message-too-long', `A name has at most ${MAX_NAME} characters, a message ${MAX_MESSAGE}.`);
      const once = await repeats.once(key, JSON.stringify([name, message]), () => {
        const entry = { id: ++written, name: name || 'Somebody', message, writtenAt: new Date(now()).toISOString() };
        entries.unshift(entry);
        entries.length = Math.min(entries.length, MAX_ENTRIES);
        return Promise.resolve({ status: 201, value: entry });
      });
      if (once instanceof Response) return once;
      if (wantsPage(request)) return new Response(null, { status: 303, headers: { location: '/newsroom/guest-book' } });
      return json(
        once.outcome.value,
        once.isRepeat ? 200 : 201,
        once.isRepeat ? { 'idempotency-replayed': 'true' } : {},
      );
    });
  };

  return request => {
    const url = new URL(request.url);
    if (request.method === 'POST') return write(request, url);
    const asJson =
      url.pathname.endsWith('.json') || (request.headers.get('accept') ?? '').startsWith('application/json');
    return Promise.resolve(asJson ? json({ total: written, entries }) : page(guestBookPage(entries), 200, 0));
  };
}

/** A form sent by a page without script is a navigation; it is sent back to the page, not to JSON. */
export function wantsPage(request: Request): boolean {
  return (
    request.headers.get('sec-fetch-mode') === 'navigate' ||
    (request.headers.get('accept') ?? '').startsWith('text/html')
  );
}

function guestBookPage(entries: readonly GuestBookEntry[]): string {
  const rows = entries.map(
    e =>
      `<li id="e${e.id}"><p>${x(e.message)}</p><small>${x(e.name)}, ${e.writtenAt.slice(0, 16).replace('T', ' ')} UTC</small></li>`,
  );
  return renderPage({
    title: 'Guest book · the sample newsroom',
    body: `<main><h1>Guest book</h1>
<p class="lede">Write something, with or without a network. What arrives stands below; the newest is on top. The book is kept in memory and starts empty with the gateway.</p>
<form method="post" action="/newsroom/guest-book">
<label for="name">Your name</label><input id="name" name="name" maxlength="${MAX_NAME}" autocomplete="name">
<label for="message">Message</label><textarea id="message" name="message" rows="4" maxlength="${MAX_MESSAGE}" required></textarea>
<button>Sign the book</button>
</form>
<h2>What arrived</h2>
${rows.length > 0 ? `<ul>${rows.join('')}</ul>` : '<p>Nobody has written yet. The first page is the easiest to fill.</p>'}</main>`,
  });
}
