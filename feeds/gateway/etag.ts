/** RFC 9110 §13.1.2: weak comparison. */
export function isMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some(each => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag);
}
