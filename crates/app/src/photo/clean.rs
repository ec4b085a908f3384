//! Making a photo of which nothing is left but what is to be seen: decoded, turned upright, encoded anew.

use std::io::Cursor;

use alongside_domain::photo::{PIXELS_MAX, SIDE_MAX, Size, UPLOAD_MAX};
use bytes::Bytes;
use image::{
    DynamicImage, ImageDecoder, ImageError, Limits, RgbImage,
    codecs::{
        jpeg::{JpegDecoder, JpegEncoder},
        png::PngDecoder,
        webp::WebPDecoder,
    },
    imageops::{self, FilterType},
    metadata::Orientation,
};

use super::{
    PhotoError, jpeg,
    sniff::{Format, sniff},
};

/// JPEG quality of what is kept.
const QUALITY: u8 = 82;
/// Most bytes of a decoded photo.
const DECODED_MAX: u64 = 256 * 1024 * 1024;

/// A photo in its three sizes, each a JPEG without any metadata.
#[derive(Clone, Debug)]
pub struct Cleaned {
    /// Width of the largest size in pixels.
    pub width: u32,
    /// Height of the largest size in pixels.
    pub height: u32,
    /// The files.
    pub files: Vec<(Size, Bytes)>,
}

/// Cleans a photo. Takes up to about a second and half a gigabyte, so it is called where that is all right. What is
/// too large is refused by its header, before anything is unpacked.
///
/// # Errors
/// [`PhotoError`]
pub fn clean(bytes: &[u8]) -> Result<Cleaned, PhotoError> {
    if bytes.len() > UPLOAD_MAX {
        return Err(PhotoError::TooManyBytes);
    }
    let mut decoder = open(bytes, sniff(bytes)?)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > SIDE_MAX || pixels > PIXELS_MAX || decoder.total_bytes() > DECODED_MAX {
        return Err(PhotoError::TooManyPixels);
    }
    decoder.set_limits(limits()).map_err(|error| why(&error))?;
    // A photo whose notes cannot be read is shown as it lies.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|error| why(&error))?;
    sizes(on_white(image), orientation)
}

/// Reads the header.
fn open(bytes: &[u8], format: Format) -> Result<Box<dyn ImageDecoder + '_>, PhotoError> {
    let file = Cursor::new(bytes);
    match format {
        Format::Jpeg => {
            jpeg::check(bytes)?;
            Ok(Box::new(JpegDecoder::new(file).map_err(|error| why(&error))?))
        }
        Format::Png => {
            let decoder = PngDecoder::with_limits(file, limits()).map_err(|error| why(&error))?;
            if decoder.is_apng().map_err(|error| why(&error))? {
                return Err(PhotoError::Moves);
            }
            Ok(Box::new(decoder))
        }
        Format::WebP => {
            let decoder = WebPDecoder::new(file).map_err(|error| why(&error))?;
            if decoder.has_animation() {
                return Err(PhotoError::Moves);
            }
            Ok(Box::new(decoder))
        }
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(2 * DECODED_MAX);
    limits
}

fn why(error: &ImageError) -> PhotoError {
    match error {
        ImageError::Limits(_) => PhotoError::TooManyPixels,
        _ => PhotoError::Broken,
    }
}

/// The photo without transparency: what shines through is white, as the pages are.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let mut rgba = image.into_rgba8();
    for pixel in rgba.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let over = |part: u8| {
            let mixed = u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX)
        };
        pixel.0 = [over(red), over(green), over(blue), u8::MAX];
    }
    DynamicImage::ImageRgba8(rgba).into_rgb8()
}

/// The three sizes, each made from the next larger one.
fn sizes(image: RgbImage, orientation: Orientation) -> Result<Cleaned, PhotoError> {
    // Turned after it was made smaller, which takes less of everything.
    let mut large = DynamicImage::ImageRgb8(shrink(image, Size::Large.longest()));
    large.apply_orientation(orientation);
    let large = large.into_rgb8();
    let (width, height) = large.dimensions();
    let mut files = vec![(Size::Large, encode(&large)?)];
    let medium = shrink(large, Size::Medium.longest());
    files.push((Size::Medium, encode(&medium)?));
    files.push((Size::Small, encode(&shrink(medium, Size::Small.longest()))?));
    Ok(Cleaned { width, height, files })
}

/// The photo with its longest side at most `longest` pixels.
fn shrink(image: RgbImage, longest: u32) -> RgbImage {
    let (width, height) = image.dimensions();
    let side = width.max(height);
    if side <= longest {
        return image;
    }
    let fit = |length: u32, longest: u32| {
        let scaled = u64::from(length) * u64::from(longest) / u64::from(side);
        u32::try_from(scaled).unwrap_or(longest).max(1)
    };
    // Far larger ones are first averaged down to twice the size, which is quick and loses nothing that is seen.
    let near = if side > 3 * longest {
        imageops::thumbnail(&image, fit(width, 2 * longest), fit(height, 2 * longest))
    } else {
        image
    };
    imageops::resize(&near, fit(width, longest), fit(height, longest), FilterType::CatmullRom)
}

fn encode(image: &RgbImage) -> Result<Bytes, PhotoError> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(image).map_err(|error| why(&error))?;
    Ok(out.into())
}
