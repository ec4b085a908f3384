//! Padded lengths, so that a file's size says little about what is in it.

/// No sealed text or photo is shorter than this before encryption, in bytes.
pub const PADDED_MIN: u64 = 4096;

/// The padded length for `length` bytes, at least [`PADDED_MIN`].
///
/// PADMÉ (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with
/// PURBs", 2019, algorithm 1): adds 12 % at most, and a length tells O(log log n) bits. Lengths
/// that no file can have (above 2^62) are returned as they are.
pub fn padme(length: u64) -> u64 {
    if length <= PADDED_MIN {
        return PADDED_MIN;
    }
    if length > 1 << 62 {
        return length;
    }
    let exponent = length.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1 << (exponent - kept)) - 1;
    (length + mask) & !mask
}

/// Whether `length` is one that [`padme`] gives.
pub fn is_padded(length: u64) -> bool {
    padme(length) == length
}
