// Hands a file to the person: it goes where their downloads go.

/** Kept long enough for a slow disk, milliseconds. */
const REVOKE_MS = 60_000;

export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_MS);
}

/** `predawn-feeds-2026-11-23.opml` */
export function datedName(what: string, ending: string, now: number): string {
  return `predawn-${what}-${new Date(now).toISOString().slice(0, 10)}.${ending}`;
}
