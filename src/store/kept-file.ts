// A file as it is kept in the store. Not as the Blob that it was: a private window of WebKit takes none into IndexedDB, and the transaction that
// tries never ends, nor does any after it.

export interface KeptFile {
  readonly bytes: ArrayBuffer | Uint8Array<ArrayBuffer>;
  /** MIME type. */
  readonly type: string;
}

export async function keepFile(blob: Blob): Promise<KeptFile> {
  return { bytes: new Uint8Array(await blob.arrayBuffer()), type: blob.type };
}

/** What was kept by an earlier version is a Blob still. */
export function fileOf(kept: KeptFile | Blob | undefined): Blob | undefined {
  return !kept || kept instanceof Blob ? kept : new Blob([kept.bytes], kept);
}
