// So many at once; the others wait their turn in order.

export interface Turns {
  /** What it gives ends the turn. */
  readonly enter: () => Promise<() => void>;
}

export function createTurns(max: number): Turns {
  let active = 0;
  const waiting: (() => void)[] = [];

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else active -= 1;
  }

  function once(): () => void {
    let left = false;
    return () => {
      if (!left) leave();
      left = true;
    };
  }

  return {
    enter: async () => {
      if (active < max) active += 1;
      else await new Promise<void>(resolve => waiting.push(resolve));
      return once();
    },
  };
}
