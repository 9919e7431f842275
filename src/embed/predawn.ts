// All six elements at once.

export { PredawnFeed } from './predawn-feed.ts';
export { PredawnForm } from './predawn-form.ts';
export { PredawnMorning } from './predawn-morning.ts';
export { PredawnOutbox } from './predawn-outbox.ts';
export { PredawnSave } from './predawn-save.ts';
export { PredawnStatus } from './predawn-status.ts';
