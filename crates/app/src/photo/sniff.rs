//! What a file is, by what it begins with. What its sender calls it does not matter.

use super::PhotoError;

/// A kind of photo that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
    WebP,
}

/// The kind of photo this is, or a sentence about what else it is.
pub(super) fn sniff(bytes: &[u8]) -> Result<Format, PhotoError> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Ok(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Format::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Format::WebP),
        [b'G', b'I', b'F', b'8', ..] => Err(PhotoError::Moves),
        // ISO media: HEIF photos and films differ by the brand that follows.
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => Err(iso_media(brand)),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Err(PhotoError::Film),
        _ => Err(PhotoError::NotAPhoto),
    }
}

fn iso_media(brand: &[u8]) -> PhotoError {
    match brand.get(..4) {
        Some(b"avif" | b"avis") => PhotoError::NotYet("AVIF"),
        Some(b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis") => PhotoError::NotYet("HEIC"),
        Some(b"mif1" | b"msf1") => PhotoError::NotYet("HEIF"),
        Some(_) => PhotoError::Film,
        None => PhotoError::NotAPhoto,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_file_is_known_by_its_first_bytes() {
        assert_eq!(sniff(b"\xff\xd8\xff\xe0"), Ok(Format::Jpeg));
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n"), Ok(Format::Png));
        assert_eq!(sniff(b"RIFF\0\0\0\0WEBPVP8 "), Ok(Format::WebP));
        assert_eq!(sniff(b"GIF89a"), Err(PhotoError::Moves));
        assert_eq!(sniff(b"\0\0\0\x18ftypheic\0\0"), Err(PhotoError::NotYet("HEIC")));
        assert_eq!(sniff(b"\0\0\0\x18ftypmif1\0\0"), Err(PhotoError::NotYet("HEIF")));
        assert_eq!(sniff(b"\0\0\0\x1cftypavif\0\0"), Err(PhotoError::NotYet("AVIF")));
        assert_eq!(sniff(b"\0\0\0\x14ftypqt  \0\0"), Err(PhotoError::Film));
        for other in [&b""[..], b"%PDF-1.7", b"<svg xmlns=", b"RIFF\0\0\0\0WAVE", b"\xff\xd8"] {
            assert_eq!(sniff(other), Err(PhotoError::NotAPhoto));
        }
    }
}
