/** The decoded last part of a path; null when it cannot be decoded. */
export function lastPartOf(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1));
  } catch {
    return null;
  }
}
