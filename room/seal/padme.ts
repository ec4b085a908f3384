/** No sealed text or photo is shorter than this, in bytes, before encryption. */
export const PADDED_MIN = 4096;

/**
 * The padded length for `length` bytes: PADMÉ (Nikitin et al., "Reducing Metadata Leakage from
 * Encrypted Files and Communication with PURBs", 2019, algorithm 1), at least {@link PADDED_MIN}.
 * It adds 12 % at most, and a length tells O(log log n) bits. For lengths below 2^31.
 */
export function padme(length: number): number {
  if (length <= PADDED_MIN) return PADDED_MIN;
  const exponent = 31 - Math.clz32(length);
  const kept = 32 - Math.clz32(exponent);
  const step = 2 ** (exponent - kept);
  return Math.ceil(length / step) * step;
}

/** Whether `length` is one that {@link padme} gives. */
export const isPadded = (length: number): boolean => padme(length) === length;
