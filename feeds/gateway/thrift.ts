// While threads read, the process is told to be thrifty: V8 collects and compiles on the thread that needs it instead of on helpers beside it, which
// for a burst of reading takes a seventh less processor and is done sooner. Between bursts it is as always: answering requests is faster with helpers.

import { setFlagsFromString } from 'node:v8';

export interface Thrift {
  /** `who` has begun to read. */
  readonly begin: (who: object) => void;
  readonly end: (who: object) => void;
}

/** A burst has pauses; the flag does not follow each. */
const LINGER_MS = 100;

/** @param set told `true` when a burst begins and `false` when it is over; default: V8's efficiency mode, of the whole process */
export function createThrift(set: (isThrifty: boolean) => void = efficiencyMode): Thrift {
  const reading = new Set<object>();
  let isThrifty = false;
  let over: NodeJS.Timeout | undefined;
  return {
    begin(who) {
      clearTimeout(over);
      reading.add(who);
      if (isThrifty) return;
      isThrifty = true;
      set(true);
    },
    end(who) {
      if (!reading.delete(who) || reading.size > 0) return;
      over = setTimeout(() => {
        isThrifty = false;
        set(false);
      }, LINGER_MS).unref();
    },
  };
}

/** V8 is made for a change of this mode in the midst of a run (browsers lower and raise it for each tab); both threads look at it at each decision. */
function efficiencyMode(isThrifty: boolean): void {
  setFlagsFromString(isThrifty ? '--efficiency-mode' : '--no-efficiency-mode');
}
