// Hashes of contents, in the form of an `integrity` attribute.

/** Returns true if contents have a SHA-256 hash. Works only in secure contexts. */
export async function hasHash(contents, hash) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', contents));
  // The name of the algorithm comes first.
  return hash.endsWith(`-${btoa(String.fromCharCode(...bytes))}`);
}
