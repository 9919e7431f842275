// The words of "Send to" and of what becomes of what waits; they come when something is sent.

import { sayNumber } from '../say.ts';

const n = (value: number): string => sayNumber(value, { language: 'en', timeZone: 'UTC' });

export const enSending = {
  sendTo: 'Send to',
  title: 'Send to',
  lede: 'Places of your own that an article can be sent to. What you send is kept first, so it arrives even if there is no network now or you close the tab.',
  none: 'No destination yet.',
  noneHint: 'A destination is any address that takes a web request, or your own Wallabag or Linkding.',
  add: 'Add a destination',
  kinds: { webhook: 'Webhook', wallabag: 'Wallabag', linkding: 'Linkding' },
  kindHints: {
    webhook: 'Any address that takes JSON: an automation, a notebook, a chat.',
    wallabag: 'Reads the page later, on a server of yours.',
    linkding: 'Bookmarks, on a server of yours.',
  },
  addOf: { webhook: 'Add a webhook', wallabag: 'Add Wallabag', linkding: 'Add Linkding' },
  editOf: (name: string) => `Edit ${name}`,
  edit: 'Edit',
  remove: 'Remove',
  test: 'Test',
  removeSure: (name: string, waiting: number) =>
    waiting === 0
      ? `Remove ${name}? Nothing waits for it.`
      : `Remove ${name}? ${waiting === 1 ? 'The article that waits' : `The ${n(waiting)} articles that wait`} for it will not be sent.`,
  removed: (name: string) => `${name} is gone.`,
  lacksSecret: 'Its token is not on this device. Edit it and fill it in.',
  back: 'Back to the article',
  back2: 'Back to Settings',
  name: 'Name',
  address: {
    webhook: 'Address of the webhook',
    wallabag: 'Address of your Wallabag',
    linkding: 'Address of your Linkding',
  },
  token: 'Token, if it asks for one',
  tokenHint: 'It goes as “Authorization: Bearer …”, and only there.',
  apiToken: 'API token',
  apiTokenHint: 'In Linkding under Settings, Integrations, REST API.',
  clientId: 'Client ID',
  clientSecret: 'Client secret',
  clientHint: 'In Wallabag under API clients management, Create a new client.',
  username: 'User name',
  password: 'Password',
  passwordHint: 'Used once, to sign in. It is not kept.',
  kept: 'Leave it empty to keep it as it is.',
  secretHint: 'It stays on this device, and out of backups unless you ask for it.',
  template: 'What is sent, as JSON',
  templateHint:
    'Inside its strings these are filled in: {{title}}, {{url}}, {{excerpt}}, {{author}}, {{feed}}, {{published}}, {{key}}.',
  keyTitle:
    'If an answer is lost, an article is sent a second time. How does this address know that it has it already?',
  keys: {
    header: 'By a header',
    field: 'By a field of the JSON',
    none: 'It does not',
  },
  keyName: { header: 'Name of the header', field: 'Name of the field' },
  keyHintHeader: 'Many sites do not let a browser send a header of its own. The test shows it.',
  onUnknownTitle: 'Then, where nobody can say whether it arrived',
  onUnknown: { resend: 'Send it again', ask: 'Ask me first' },
  modeTitle: 'Does it answer a browser?',
  modes: {
    cors: 'Yes: Predawn hears whether it arrived (CORS)',
    opaque: 'No: hand it over without an answer',
  },
  modeHint: 'Without an answer no token and no header can be sent, and Predawn can only say “handed over”.',
  knowsTwice: {
    wallabag: 'Wallabag knows an address that it has already: what is sent twice is kept once.',
    linkding: 'Linkding knows an address that it has already: what is sent twice is kept once.',
  },
  testAndSave: 'Test and save',
  saveAnyway: 'Save anyway',
  testing: 'Testing …',
  works: {
    webhook: 'It works: a test article was sent and taken. Saved.',
    wallabag: 'It works: you are signed in. Saved.',
    linkding: 'It works: the token is right. Saved.',
  },
  noReceipt: 'gives no receipt',
  worksNow: 'It works.',
  handedOver:
    'A test article was handed over. This address gives no answer that a browser may read: look there whether it arrived. Saved.',
  handedOverNow: 'A test article was handed over. Look there whether it arrived.',
  failed: (what: string, todo: string) => `It does not work yet. ${what} ${todo}`,
  said: (reason: string) => `It said: “${reason}”`,
  offline: 'There is no network, so it cannot be tested now. Save it and it is tried with the first article.',
  corsWebhook: 'Or choose “No: hand it over without an answer” below, if you need no receipt.',
  corsOwn: 'If it is yours, let its web server send the CORS headers, or put both behind one address.',
  saved: 'Saved.',
  done: 'Done',
  cancel: 'Cancel',
  choose: 'Send to',
  another: 'Set up another',
  noAddress: 'This article has no address that could be sent.',
  sentSoon: (name: string) => `Saved, will be sent to ${name}.`,
  sentLater: (name: string) => `Saved, will be sent to ${name} as soon as there is a network.`,
  sentLaterOpen: (name: string) => `Saved, will be sent to ${name} when there is a network and Predawn is open.`,
  sent: (title: string) => `Sent: ${title}`,
  restored:
    'This browser lost what Predawn had stored on this device. Your feeds, settings, reading times, stars and what waits to be sent are back from a second copy. The articles come again with the next edition; which of them you had read is gone.',
  understood: 'Understood',
  sentMany: (count: number) => `${n(count)} sent.`,
  wasHandedOver: (title: string) => `Handed over: ${title}`,
  refused: (title: string) => `Not sent: ${title}`,
  needsYou: (title: string) => `Waits for you: ${title}`,
  see: 'See the Outbox',
  outbox: {
    sendTo: (title: string, name: string) => `Send “${title}” to ${name}`,
    waits: 'waits',
    waitsOnline: 'is about to be sent',
    waitsBehind: 'waits for the one before it',
    handedOver: 'Handed over',
    tryNow: 'Try now',
    undo: 'Undo',
    restored: 'It waits again.',
  },
};

export type SendingStrings = typeof enSending;
