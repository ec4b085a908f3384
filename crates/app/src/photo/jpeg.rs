//! Walking through a JPEG without decoding it. The decoder fills up what is missing with grey, and would go over a
//! photo as often as the file says; somebody who sends half a photo should hear so, and nobody should be able to
//! keep a processor busy for an hour.

use super::PhotoError;

/// Most passes over the picture in one file. Cameras write 1, progressive encoders about 10, the most thorough 20.
const SCANS_MAX: u32 = 24;

/// Checks that the file goes on to its end mark, in a reasonable number of passes.
pub(super) fn check(bytes: &[u8]) -> Result<(), PhotoError> {
    let mut rest = bytes.get(2..).unwrap_or_default();
    let mut scans = 0;
    loop {
        let (marker, after) = next_marker(rest).ok_or(PhotoError::Broken)?;
        rest = match marker {
            END => return if scans > 0 { Ok(()) } else { Err(PhotoError::Broken) },
            // These stand alone.
            0x01 | 0xd0..=0xd8 => after,
            _ => {
                scans += u32::from(marker == SCAN);
                if scans > SCANS_MAX {
                    return Err(PhotoError::Broken);
                }
                let length = after.first_chunk::<2>().map(|length| usize::from(u16::from_be_bytes(*length)));
                after.get(length.ok_or(PhotoError::Broken)?..).ok_or(PhotoError::Broken)?
            }
        };
    }
}

const SCAN: u8 = 0xda;
const END: u8 = 0xd9;

/// The next marker, over fill bytes and over the packed picture, in which `FF` is always followed by `00` or by one
/// of the marks that stand alone; and what comes after it.
fn next_marker(mut bytes: &[u8]) -> Option<(u8, &[u8])> {
    loop {
        let at = bytes.iter().position(|byte| *byte == 0xff)?;
        let (marker, after) = bytes.get(at + 1..)?.split_first()?;
        match marker {
            0x00 => bytes = after,
            0xff => bytes = &bytes[at + 1..],
            _ => return Some((*marker, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Start, one pass of three bytes (one of them escaped), a mark in between, end.
    const WHOLE: &[u8] = b"\xff\xd8\xff\xda\x00\x02\x01\xff\x00\x02\xff\xd0\x03\xff\xff\xd9";

    #[test]
    fn a_photo_that_goes_on_to_its_end_is_whole_and_any_part_of_it_is_not() {
        assert_eq!(check(WHOLE), Ok(()));
        for length in 0..WHOLE.len() {
            assert_eq!(check(&WHOLE[..length]), Err(PhotoError::Broken), "{length} bytes");
        }
    }

    #[test]
    fn an_end_inside_of_a_smaller_picture_is_not_the_end() {
        let with_thumbnail = b"\xff\xd8\xff\xe1\x00\x06\xff\xd8\xff\xd9\xff\xda\x00\x02\x01";
        assert_eq!(check(with_thumbnail), Err(PhotoError::Broken));
    }

    #[test]
    fn a_photo_that_wants_to_be_gone_over_a_thousand_times_is_refused() {
        let mut many = b"\xff\xd8".to_vec();
        for _ in 0..1000 {
            many.extend(b"\xff\xda\x00\x02\x01");
        }
        many.extend(b"\xff\xd9");
        assert_eq!(check(&many), Err(PhotoError::Broken));
    }
}
