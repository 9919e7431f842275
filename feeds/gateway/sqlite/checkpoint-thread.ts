// Brings the write-ahead log home. The disk is waited for here, in a thread of its own, and not where requests are answered.

import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';

const database = new DatabaseSync(String(workerData), { timeout: 5_000 });
database.exec('PRAGMA wal_checkpoint(PASSIVE)');
database.close();
