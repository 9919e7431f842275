// One table of everything that can go wrong: each code's sentence says what happened and what to do.

export interface ErrorWords {
  /** What happened: one sentence. */
  readonly what: string;
  /** What the person can do: one sentence; empty where nothing is needed. */
  readonly todo: string;
}

/** The words for a code; a code that is not in the table gets the general ones, so that nobody meets an empty message. */
export function wordsOf(code: string): ErrorWords {
  return wordsIn(ERRORS, code);
}

/** The same in another language's table. */
export function wordsIn(table: Readonly<Record<ErrorCode, ErrorWords>>, code: string): ErrorWords {
  return Object.hasOwn(table, code) ? table[code as ErrorCode] : table.unexpected;
}

export type ErrorCode = keyof typeof ERRORS;

export const ERRORS = {
  unexpected: {
    what: 'Something went wrong that we did not foresee.',
    todo: 'Try again; nothing that was stored is lost.',
  },

  // The store.
  'quota-exceeded': {
    what: 'The storage that the browser gives us is full.',
    todo: 'Free some under Settings, Storage, or keep articles for a shorter time; nothing already stored is lost.',
  },
  'not-cloneable': {
    what: 'This cannot be stored on the device.',
    todo: 'Leave out what is not text or a file, and try again.',
  },
  'storage-refused': {
    what: 'The browser refuses storage here, as in some private windows.',
    todo: 'Reading works, but closing the tab loses everything; open Predawn in a normal window to keep it.',
  },
  'storage-failed': {
    what: 'The browser could not read or write its storage.',
    todo: 'Reload the page; restart the browser if it happens again.',
  },
  'storage-closed': { what: 'The storage was closed while it was in use.', todo: 'Reload the page.' },
  'newer-schema': {
    what: 'Another tab runs a newer version of Predawn, so this one only reads.',
    todo: 'Reload this page to get the newer version.',
  },
  'too-busy': { what: 'Other tabs changed the same thing again and again.', todo: 'Try again.' },
  'bad-key': {
    what: 'Predawn tried to store something under a broken key.',
    todo: 'Reload the page; tell us if it happens again.',
  },
  'unknown-feed': {
    what: 'This feed is no longer among your subscriptions.',
    todo: 'Subscribe to it again to read it.',
  },
  'unknown-article': {
    what: 'This article is no longer on the device.',
    todo: 'Refresh its feed, or open the original.',
  },
  'blob-lost': {
    what: 'A file that belongs to this message is no longer on the device.',
    todo: 'Discard it, and send it again with its file.',
  },
  'not-a-backup': {
    what: 'This file is not a Predawn backup.',
    todo: 'Choose a file that Predawn saved under Settings, Backup.',
  },
  'damaged-backup': { what: 'This backup is damaged or cut short.', todo: 'Choose another copy; nothing was changed.' },
  'newer-backup': {
    what: 'This backup was made by a newer version of Predawn.',
    todo: 'Update Predawn, then restore it.',
  },
  'too-large': {
    what: 'This is larger than the 25 MB that one message may hold.',
    todo: 'Choose smaller files, or send them one at a time.',
  },

  // The network and the gateway.
  offline: { what: 'There is no network.', todo: 'What you did is kept and goes out when the network is back.' },
  network: { what: 'The network failed on the way.', todo: 'It is tried again by itself.' },
  timeout: { what: 'The answer took too long.', todo: 'It is tried again by itself.' },
  'gateway-unreachable': {
    what: 'The gateway does not answer.',
    todo: 'What is on the device can be read; it is tried again by itself.',
  },
  'no-gateway': { what: 'There is no gateway at the address that is set.', todo: 'Check its address under Settings.' },
  'gateway-broke-off': {
    what: 'The gateway broke off in the middle of its answer.',
    todo: 'What came is kept; the rest is fetched again by itself.',
  },
  'gateway-silent': {
    what: 'The gateway stopped talking in the middle of its answer.',
    todo: 'What came is kept; the rest is fetched again by itself.',
  },
  'bad-answer': {
    what: 'The gateway answered something that Predawn does not understand.',
    todo: 'Reload the page; it or the gateway may be out of date.',
  },
  'already-running': { what: 'Another tab is fetching already.', todo: '' },
  'replay-failed': {
    what: 'What waits could not be sent this time.',
    todo: 'It stays in the outbox and is tried again by itself.',
  },
  interrupted: { what: 'It was interrupted before it was done.', todo: 'It goes on by itself.' },
  cancelled: { what: 'It was cancelled.', todo: '' },
  'server-busy': {
    what: 'The server is busy and asked us to wait.',
    todo: 'It is tried again by itself at the time it named.',
  },
  'server-failed': { what: 'The server failed.', todo: 'It is tried again by itself.' },
  'needs-sign-in': { what: 'The server wants you to sign in.', todo: 'Sign in there, then choose Try again.' },
  'sign-in-page': {
    what: 'The server answered with a sign-in page instead of taking what was sent.',
    todo: 'Sign in there, then choose Try again.',
  },
  forbidden: {
    what: 'The server does not allow this.',
    todo: 'Check your account or its token there, then choose Try again.',
  },
  'refuses-browsers': {
    what: 'This site refuses requests from a browser (CORS).',
    todo: 'Ask its owner to allow them, or choose another destination.',
  },
  refused: {
    what: 'The server refused it.',
    todo: 'Read its reason, change what is needed, and try again or discard it.',
  },
  'bad-request': {
    what: 'The server did not understand the request.',
    todo: 'Check the address and the fields, then try again or discard it.',
  },
  'not-found': { what: 'There is nothing at this address.', todo: 'Check the address, then try again or discard it.' },
  'no-longer-there': {
    what: 'What was at this address has been removed for good.',
    todo: 'Discard it, or look for its new address.',
  },
  conflict: { what: 'The server holds something else already.', todo: 'Look there, then try again or discard it.' },
  'payload-too-large': {
    what: 'The server found it too large.',
    todo: 'Make it smaller and send it again, or discard it.',
  },
  unprocessable: {
    what: 'The server cannot use what was sent.',
    todo: 'Check the fields, then try again or discard it.',
  },
  'unknown-fate': {
    what: 'The browser was closed while this was on its way; nobody can say whether it arrived.',
    todo: 'Look at the destination, then choose Send again or Discard.',
  },
  'other-subject': { what: 'This belongs to another account.', todo: 'Sign in as that account to send it.' },

  // Feeds.
  'no-feed-found': {
    what: 'There is no feed at this address.',
    todo: 'Check it, or paste the address of the feed itself.',
  },
  'not-a-feed': {
    what: 'What came back is not a feed.',
    todo: 'Check the address, or paste that of the site to look for its feeds.',
  },
  'empty-document': {
    what: 'The answer was empty.',
    todo: 'It is tried again by itself; check the address if it stays so.',
  },
  'bad-url': { what: 'This is not a web address.', todo: 'Paste an address that begins with http:// or https://.' },
  'needs-name': { what: 'It has no name yet.', todo: 'Give it one, so that you know it again in the menu.' },
  'needs-secret': { what: 'It asks for a token or password.', todo: 'Fill it in; your settings there show it.' },
  'bad-template': {
    what: 'This template is not valid JSON.',
    todo: 'Put every {{word}} between double quotes, and look for a missing comma or bracket.',
  },
  'private-address': {
    what: 'This address belongs to a private network, which the gateway does not enter.',
    todo: 'Use a public address, or ask who runs the gateway to allow it.',
  },
  'dns-failed': { what: 'There is no such site.', todo: 'Check the spelling; it is tried again by itself.' },
  'tls-failed': {
    what: 'The site has no valid certificate.',
    todo: 'Its owner must repair it; it is tried again by itself.',
  },
  'connection-refused': { what: 'The site refused the connection.', todo: 'It is tried again by itself.' },
  'too-many-redirects': { what: 'The address leads in circles.', todo: 'Check the address.' },
  'http-error': { what: 'The site answered with an error.', todo: 'It is tried again by itself.' },
  'rate-limited': { what: 'The site asks us to wait.', todo: 'It is tried again by itself at the time it named.' },
  'feed-gone': {
    what: 'The publisher has ended this feed.',
    todo: 'Its articles stay; unsubscribe when you no longer need them.',
  },
  'feed-too-large': { what: 'This feed is too large.', todo: 'Ask its publisher for a shorter one.' },
  'parse-timeout': { what: 'This feed took too long to read.', todo: 'It is tried again by itself.' },
  'needs-gateway': {
    what: 'This site does not let a browser read its feed directly.',
    todo: 'Set a gateway under Settings.',
  },
  'forbidden-port': {
    what: 'The address names a port that feeds are not fetched from.',
    todo: 'Use the usual address of the site, or ask who runs the gateway to allow it.',
  },
  'bad-encoding': {
    what: 'The answer cannot be unpacked.',
    todo: 'Its publisher must repair it; it is tried again by itself.',
  },
  'parse-failed': {
    what: 'This could not be read.',
    todo: 'Its publisher must repair it; it is tried again by itself.',
  },
  'not-a-page': { what: 'There is no article that can be read at this address.', todo: 'Open the original instead.' },
  'not-a-picture': { what: 'What is there is not a picture that can be shown.', todo: '' },

  // What the gateway says to those who ask it.
  'too-many-requests': {
    what: 'Too many requests came from here.',
    todo: 'Wait a moment; it is tried again by itself.',
  },
  'quota-spent': {
    what: "This gateway's quota for today is used up.",
    todo: 'Try again tomorrow, or run a gateway of your own.',
  },
  'too-many-feeds': {
    what: 'These are more feeds than this gateway serves to one reader.',
    todo: 'Unsubscribe from some, or run a gateway of your own.',
  },
  'bad-signature': {
    what: 'The gateway did not hand out this picture.',
    todo: 'Refresh the feed to get its pictures again.',
  },
  'unknown-route': { what: 'The gateway has nothing at this address.', todo: '' },
  'method-not-allowed': { what: 'The gateway does not do that here.', todo: '' },
  'unknown-name': {
    what: 'The gateway is not known by this name.',
    todo: 'Open it by the address that it printed at its start, or set PREDAWN_URL to this one.',
  },
  'cross-origin': {
    what: 'Other sites may not use this gateway.',
    todo: 'Ask who runs it to add the site to PREDAWN_EMBED_ORIGINS.',
  },
  'wrong-token': {
    what: 'This is not the token of the gateway.',
    todo: 'Look it up where the gateway was set up, and try again.',
  },
  'internal-error': {
    what: 'Something broke in the gateway.',
    todo: 'It is tried again by itself; its log says more.',
  },

  // Wakes: why nothing, or not all, was done.
  'just-synced': { what: 'Everything was fetched a few minutes ago.', todo: '' },
  'unlikely-session': { what: 'You are not expected to read before the next wake.', todo: '' },
  'nothing-due': { what: 'No feed is expected to have anything new.', todo: '' },
  'save-data': { what: 'Data saving is on.', todo: 'Only text is fetched until it is off.' },
  'low-battery': { what: 'The battery is low.', todo: 'Fetching goes on when it is charged.' },
  'budget-spent': { what: "Today's data budget is used up.", todo: 'Raise it under Settings, or wait for tomorrow.' },
  deadline: { what: 'The browser gave too little time.', todo: 'The rest comes with the next wake.' },

  // The page and its worker.
  'no-worker': {
    what: 'This page cannot run in the background, because it was not opened over https or localhost.',
    todo: 'Open it over https; reading works meanwhile.',
  },
  'worker-failed': {
    what: 'The background worker could not be set up.',
    todo: 'Reload the page; reading works meanwhile.',
  },
  'sync-refused': {
    what: 'The browser does not allow background sync here.',
    todo: 'What waits is sent whenever Predawn is open.',
  },
  'not-installed': {
    what: 'Predawn is not installed, so the browser does not wake it.',
    todo: 'Install it to have the morning edition fetched by itself.',
  },
  'push-needs-gateway': {
    what: 'There is no gateway that could send a push.',
    todo: 'Set one under Settings; without it the other wakes go on.',
  },
  'push-refused': {
    what: 'The gateway did not take the wish to be woken.',
    todo: 'Turn it off and on again; the other wakes go on meanwhile.',
  },
  'push-ended': {
    what: 'The gateway does not know this device any more.',
    todo: 'Turn pushes on again under Settings.',
  },
  'notifications-denied': {
    what: 'Notifications are not allowed here, and a push must be able to show one.',
    todo: "Allow them in the browser's settings for this site.",
  },
  'push-unavailable': {
    what: 'This browser has no push service, or it does not answer.',
    todo: 'Deliveries work without it, less punctually.',
  },
  'search-failed': {
    what: 'The search could not be set up.',
    todo: 'Reload the page; your articles are all still there.',
  },
  'newer-database': {
    what: 'The data folder was written by a newer version of the gateway.',
    todo: 'Start that newer version, or choose another folder with PREDAWN_DATA.',
  },
  'not-opml': {
    what: 'This file is not a list of feeds (OPML).',
    todo: 'Export it anew from the other reader, as OPML.',
  },
} as const satisfies Record<string, ErrorWords>;
