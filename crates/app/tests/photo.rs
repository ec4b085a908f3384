//! Photos: what is taken, what is left of it, and what is refused before it costs anything.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "what fails here fails the test; times are measured"
)]

mod common;
mod open;

use std::{
    io::Write as _,
    process::Command,
    time::{Duration, Instant},
};

use alongside_app::{
    Reason, Sort,
    photo::{Cleaned, PhotoError, UploadError, WAITING_MAX, clean},
    testing::Stage,
};
use alongside_domain::{
    Millis, Viewer,
    photo::{Size, UPLOAD_MAX},
};
use alongside_store::on_both;
use bytes::Bytes;
use image::{
    ExtendedColorType, ImageEncoder as _,
    codecs::{png::PngEncoder, webp::WebPEncoder},
};
use open::{jpeg, person, uploaded};

/// The photo after Debian's exiftool has written something into it.
fn noted(photo: &[u8], extension: &str, notes: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("photo.{extension}"));
    std::fs::write(&path, photo).unwrap();
    let output = exiftool().args(["-overwrite_original", "-q"]).args(notes).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read(&path).unwrap()
}

/// What exiftool finds in a photo, group by group.
fn found(photo: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(photo).unwrap();
    let output = exiftool().args(["-G", "-s", "-a", "-u", "-ee"]).arg(file.path()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn exiftool() -> Command {
    let path = "/usr/bin/exiftool";
    assert!(std::path::Path::new(path).exists(), "install Debian's package libimage-exiftool-perl");
    Command::new(path)
}

const NOTES: [&str; 9] = [
    "-Orientation#=6",
    "-GPSLatitude=53.3498",
    "-GPSLatitudeRef=N",
    "-GPSLongitude=6.2603",
    "-GPSLongitudeRef=W",
    "-Artist=Maeve Canary",
    "-DateTimeOriginal=2026:02:28 03:12:00",
    "-XMP:Description=canary words",
    "-Make=Canary Phone",
];

fn decoded(file: &Bytes) -> image::RgbImage {
    image::load_from_memory(file).unwrap().into_rgb8()
}

fn is_red(pixel: image::Rgb<u8>) -> bool {
    pixel.0[0] > 150 && pixel.0[2] < 100
}

/// A chunk of a PNG.
fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let whole = [kind.as_slice(), data].concat();
    let crc = whole.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1)))
    });
    let length = u32::try_from(data.len()).unwrap();
    [length.to_be_bytes().as_slice(), &whole, &(!crc).to_be_bytes()].concat()
}

/// A PNG that says it has this size and goes on with `rest`.
fn png(width: u32, height: u32, rest: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let start = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(*b"IHDR", &header)].concat();
    [start, rest.concat(), chunk(*b"IEND", &[])].concat()
}

/// How a refusal comes.
fn refused(photo: &[u8]) -> PhotoError {
    clean(photo).unwrap_err()
}

#[test]
fn nothing_is_left_of_where_when_and_with_what_a_photo_was_taken() {
    let taken = noted(&jpeg(3000, 1200), "jpg", &NOTES);
    assert!(found(&taken).contains("Maeve Canary"), "the test's own photo has notes");
    let Cleaned { files, .. } = clean(&taken).unwrap();
    for (size, file) in files {
        for canary in ["Exif", "http://ns.adobe.com", "Photoshop", "Canary", "canary", "2026", "ICC_PROFILE"]
        {
            let there = file.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!there, "{canary} in {size:?}");
        }
        let all = found(&file);
        let known = |line: &str| {
            ["[ExifTool]", "[File]", "[JFIF]", "[Composite]"].iter().any(|g| line.starts_with(g))
        };
        let left: Vec<_> = all.lines().filter(|line| !known(line)).collect();
        assert!(left.is_empty(), "{left:?}");
        assert!(!all.contains("GPS") && !all.contains("Comment"), "{all}");
    }
}

#[test]
fn a_photo_is_turned_upright_and_kept_in_three_sizes() {
    let Cleaned { width, height, files } =
        clean(&noted(&jpeg(3000, 1200), "jpg", &["-Orientation#=6"])).unwrap();
    assert_eq!((width, height), (819, 2048), "turned by a quarter");
    let sizes: Vec<_> = files.iter().map(|(size, file)| (*size, decoded(file).dimensions())).collect();
    assert_eq!(sizes, [(Size::Large, (819, 2048)), (Size::Medium, (383, 960)), (Size::Small, (191, 480))]);
    for (_, file) in &files {
        let image = decoded(file);
        let (width, height) = image.dimensions();
        assert!(is_red(*image.get_pixel(width / 2, 2)), "what was left is on top");
        assert!(!is_red(*image.get_pixel(width / 2, height - 3)));
    }
}

#[test]
fn every_orientation_a_camera_writes_ends_upright() {
    // The red half, after turning: left, right, right, left, top, top, bottom, bottom.
    let red_at = [(1, 20), (78, 20), (78, 20), (1, 20), (20, 1), (20, 1), (20, 78), (20, 78)];
    for (n, (x, y)) in (1..).zip(red_at) {
        let taken = noted(&jpeg(80, 40), "jpg", &[&format!("-Orientation#={n}")]);
        let image = decoded(&clean(&taken).unwrap().files[0].1);
        assert!(is_red(*image.get_pixel(x, y)), "orientation {n}");
    }
}

#[test]
fn a_small_photo_is_not_enlarged_and_a_thin_one_keeps_a_pixel() {
    let small = clean(&jpeg(60, 40)).unwrap();
    assert_eq!((small.width, small.height), (60, 40));
    assert!(small.files.iter().all(|(_, file)| decoded(file).dimensions() == (60, 40)));
    assert_eq!(decoded(&clean(&jpeg(9000, 1)).unwrap().files[2].1).dimensions(), (480, 1));
}

#[test]
fn what_shines_through_is_white_in_png_and_webp() {
    let pixels: Vec<u8> =
        (0..64 * 64).flat_map(|n| if n % 64 < 32 { [0, 0, 0, 0] } else { [200, 30, 30, 255] }).collect();
    let (mut png, mut webp) = (Vec::new(), Vec::new());
    PngEncoder::new(&mut png).write_image(&pixels, 64, 64, ExtendedColorType::Rgba8).unwrap();
    WebPEncoder::new_lossless(&mut webp).write_image(&pixels, 64, 64, ExtendedColorType::Rgba8).unwrap();
    for photo in [png, webp] {
        let image = decoded(&clean(&photo).unwrap().files[0].1);
        assert!(image.get_pixel(8, 32).0.iter().all(|part| *part > 245), "{:?}", image.get_pixel(8, 32));
        assert!(is_red(*image.get_pixel(56, 32)));
    }
}

#[test]
fn notes_in_png_and_webp_are_read_for_turning_and_then_gone() {
    let pixels: Vec<u8> =
        (0..40 * 20).flat_map(|n| if n % 40 < 20 { [200, 30, 30] } else { [30, 30, 200] }).collect();
    let (mut png, mut webp) = (Vec::new(), Vec::new());
    PngEncoder::new(&mut png).write_image(&pixels, 40, 20, ExtendedColorType::Rgb8).unwrap();
    WebPEncoder::new_lossless(&mut webp).write_image(&pixels, 40, 20, ExtendedColorType::Rgb8).unwrap();
    for (photo, extension) in [(png, "png"), (webp, "webp")] {
        let cleaned = clean(&noted(&photo, extension, &NOTES)).unwrap();
        assert_eq!((cleaned.width, cleaned.height), (20, 40), "{extension}");
        assert!(!found(&cleaned.files[0].1).contains("anary"));
    }
}

#[test]
fn what_we_cannot_clean_is_refused_with_a_way_out() {
    let say = |bytes: &[u8]| refused(bytes).to_string();
    let heic = say(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    assert_eq!(
        heic,
        "This photo is in a format (HEIC) that we cannot clean yet. On an iPhone: Settings, Camera, Formats, Most \
         compatible; or send a screenshot of it."
    );
    assert!(say(b"\0\0\0\x1cftypavif\0\0\0\0").contains("(AVIF)"));
    assert!(say(b"GIF89a\x01\0\x01\0").contains("moves"));
    assert_eq!(refused(b"<svg onload=\"x\"/>"), PhotoError::NotAPhoto);
    assert_eq!(refused(b""), PhotoError::NotAPhoto);
    let control = chunk(*b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    assert_eq!(refused(&png(8, 8, &[control, chunk(*b"IDAT", &[])])), PhotoError::Moves);
    // VP8X with its animation bit.
    let moving = b"RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x07\0\0\x07\0\0ANIM\x06\0\0\0\0\0\0\0\0\0";
    assert!(matches!(refused(moving), PhotoError::Moves | PhotoError::Broken));
}

#[test]
fn a_photo_that_did_not_arrive_whole_is_refused_with_a_sentence() {
    let whole = jpeg(400, 300);
    for length in [4, 20, 200, 1000, whole.len() / 2, whole.len() - 2] {
        assert_eq!(refused(&whole[..length]), PhotoError::Broken, "{length} of {}", whole.len());
    }
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&vec![90; 300 * 300 * 3], 300, 300, ExtendedColorType::Rgb8)
        .unwrap();
    for length in [9, 40, png.len() / 2] {
        assert_eq!(refused(&png[..length]), PhotoError::Broken, "{length} of {}", png.len());
    }
    let mut damaged = png.clone();
    damaged[60] ^= 0xff;
    assert_eq!(refused(&damaged), PhotoError::Broken);
    assert_eq!(refused(b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff"), PhotoError::Broken);
}

#[test]
fn a_photo_that_would_be_too_much_is_refused_by_its_header() {
    let little = chunk(*b"IDAT", &[0x78, 0x9c, 0x63, 0, 0]);
    assert_eq!(refused(&png(60_000, 60_000, std::slice::from_ref(&little))), PhotoError::TooManyPixels);
    assert_eq!(refused(&png(12_001, 10, std::slice::from_ref(&little))), PhotoError::TooManyPixels);
    assert_eq!(refused(&png(10_000, 5_001, &[little])), PhotoError::TooManyPixels);
    // A whole JPEG whose header says 65535 × 65535.
    let mut enormous = jpeg(16, 16).to_vec();
    let frame = enormous.windows(2).position(|window| window == [0xff, 0xc0]).unwrap();
    enormous[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(refused(&enormous), PhotoError::TooManyPixels);
    assert_eq!(refused(&vec![0xff; UPLOAD_MAX + 1]), PhotoError::TooManyBytes);
}

#[test]
fn a_bomb_inside_of_the_bounds_is_not_unpacked_further_than_its_picture() {
    // Twenty million bytes that unpack to twenty times as much, for a picture of eight by eight: what is too much is
    // not unpacked, and what is compressed in notes is not read.
    let zeros = deflate_zeros(200_000_000);
    let photo =
        png(8, 8, &[chunk(*b"iCCP", &[b"a\0\0", zeros.as_slice()].concat()), chunk(*b"IDAT", &zeros)]);
    // Unpacking all of it takes as long each time; a machine that is busy with other things is not so five times.
    let quick = |_| {
        let began = Instant::now();
        let _ = clean(&photo);
        began.elapsed() < Duration::from_secs(3)
    };
    assert!((0..5).any(quick));
}

/// A zlib stream of this many zeros, made by hand: each stored block would be large, so it is one fixed-code run of
/// matches.
fn deflate_zeros(count: usize) -> Vec<u8> {
    let (mut out, mut bits, mut held) = (vec![0x78, 0x9c], 0_u32, 0_u32);
    let mut put = |out: &mut Vec<u8>, value: u32, length: u32| {
        bits |= value << held;
        held += length;
        while held >= 8 {
            out.push(u8::try_from(bits & 0xff).unwrap());
            bits >>= 8;
            held -= 8;
        }
    };
    // Last block, fixed codes; the literal 0 (0011 0000, most significant bit first).
    put(&mut out, 0b011, 3);
    put(&mut out, 0b0000_1100, 8);
    // Length 258 is code 285 (1100 0101), distance 1 is code 0 (five bits).
    for _ in 0..count / 258 {
        put(&mut out, 0b1010_0011, 8);
        put(&mut out, 0, 5);
    }
    put(&mut out, 0, 7);
    put(&mut out, 0, 7);
    out.extend([0; 4]);
    out
}

on_both! {
    async fn an_uploaded_photo_shows_to_its_member_only_and_is_gone_after_a_day(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let photo = uploaded(app, &maeve).await;
        for size in Size::ALL {
            assert!(app.photo(maeve.viewer, photo, *size).await.is_ok());
            for other in [tom.viewer, open::moderating(&tom).viewer, Viewer::Visitor] {
                let refusal = app.photo(other, photo, *size).await.unwrap_err();
                assert_eq!(refusal.sort(), Sort::NotHere);
            }
        }
        app.start_sweeping().await.unwrap();
        stage.do_jobs().await.unwrap();
        assert!(app.photo(maeve.viewer, photo, Size::Small).await.is_ok(), "it waits a day");
        stage.clock.pass(Millis::DAY + Millis::HOUR);
        stage.do_jobs().await.unwrap();
        assert_eq!(app.photo(maeve.viewer, photo, Size::Small).await.unwrap_err().sort(), Sort::NotHere);
        assert!(stage.files.get(&format!("open/{photo}/large.jpg")).await.is_err(), "the file is gone");
    }

    async fn nobody_fills_the_disk_with_photos_that_are_in_no_story(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "willow").await;
        for _ in 0..WAITING_MAX {
            app.upload_photo(maeve.id, jpeg(8, 8)).await.unwrap();
        }
        assert_eq!(app.upload_photo(maeve.id, jpeg(8, 8)).await, Err(UploadError::TooMany));
    }

    async fn a_file_that_is_no_photo_leaves_nothing(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "willow").await;
        let upload = |bytes: &'static [u8]| app.upload_photo(maeve.id, Bytes::from_static(bytes));
        assert_eq!(upload(b"words").await, Err(PhotoError::NotAPhoto.into()));
        assert_eq!(upload(b"\xff\xd8\xff\xe0").await, Err(PhotoError::Broken.into()));
    }
}
