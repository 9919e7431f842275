// One request at a time for each host, and so many in all: the queue in front of every fetch.

export interface HostGate {
  /** A turn at once, where the host and a slot are free and nobody waits for one. */
  readonly tryEnter: (host: string) => (() => void) | undefined;
  /** Waits for a turn at a host; what it gives must be called when the turn ends. Rejects with the signal's reason. */
  readonly enter: (host: string, signal: AbortSignal) => Promise<() => void>;
  readonly active: () => number;
}

interface Waiter {
  readonly host: string;
  readonly go: () => void;
}

export function createHostGate(max: number): HostGate {
  const busy = new Set<string>();
  /** Waiting for their host, in order. */
  const queues = new Map<string, Waiter[]>();
  /** Their host is free, all slots are taken. */
  const ready: Waiter[] = [];

  function leave(host: string): void {
    busy.delete(host);
    const queue = queues.get(host);
    const next = queue?.shift();
    if (queue?.length === 0) queues.delete(host);
    if (next) ready.push(next);
    admit();
  }

  function admit(): void {
    while (busy.size < max) {
      const waiter = ready.shift();
      if (!waiter) return;
      if (busy.has(waiter.host)) enqueue(waiter);
      else {
        busy.add(waiter.host);
        waiter.go();
      }
    }
  }

  function enqueue(waiter: Waiter): void {
    const queue = queues.get(waiter.host);
    if (queue) queue.push(waiter);
    else queues.set(waiter.host, [waiter]);
  }

  function forget(waiter: Waiter): void {
    const at = ready.indexOf(waiter);
    if (at >= 0) ready.splice(at, 1);
    const queue = queues.get(waiter.host);
    const place = queue?.indexOf(waiter) ?? -1;
    if (place >= 0) queue?.splice(place, 1);
    if (queue?.length === 0) queues.delete(waiter.host);
  }

  function turnAt(host: string): () => void {
    let left = false;
    return () => {
      if (!left) leave(host);
      left = true;
    };
  }

  return {
    active: () => busy.size,
    tryEnter(host) {
      if (busy.size >= max || ready.length > 0 || busy.has(host)) return undefined;
      busy.add(host);
      return turnAt(host);
    },
    enter(host, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(asError(signal.reason));
          return;
        }
        const onAbort = () => {
          forget(waiter);
          reject(asError(signal.reason));
        };
        const waiter: Waiter = {
          host,
          go: () => {
            signal.removeEventListener('abort', onAbort);
            resolve(turnAt(host));
          },
        };
        signal.addEventListener('abort', onAbort, { once: true });
        if (busy.has(host)) enqueue(waiter);
        else {
          ready.push(waiter);
          admit();
        }
      });
    },
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException('The request was given up.', 'AbortError');
}
