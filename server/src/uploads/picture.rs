//! Pictures are decoded and drawn anew: position, camera, comments and anything hidden in the file are gone.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::kind::Kind;

/// A picture of more pixels is refused before it is decoded.
pub const MAX_PIXELS: u64 = 40_000_000;
const MAX_SIDE: u32 = 16_384;
/// Four bytes a pixel.
const MAX_MEMORY: u64 = MAX_PIXELS * 4;
const JPEG_QUALITY: u8 = 88;

/// Why a picture is refused.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Too many pixels.
    #[error("{width} x {height} pixels")]
    TooLarge {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// Not a whole picture of its kind.
    #[error("damaged: {0}")]
    Damaged(image::ImageError),
    /// The disk.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Draws the picture of `from` anew into `to`, upright, and says what it has become.
///
/// PNG and WebP stay lossless. A WebP photograph would grow beyond `limit` bytes that way and becomes a JPEG.
///
/// # Errors
/// [`PictureError`].
pub fn redraw(from: &Path, to: &Path, kind: Kind, limit: u64) -> Result<Kind, PictureError> {
    let picture = decode(from, kind)?;
    encode(&picture, to, kind)?;
    if kind == Kind::Webp && std::fs::metadata(to)?.len() > limit {
        encode(&picture, to, Kind::Jpeg)?;
        return Ok(Kind::Jpeg);
    }
    Ok(kind)
}

fn decode(from: &Path, kind: Kind) -> Result<DynamicImage, PictureError> {
    let format = match kind {
        Kind::Png => ImageFormat::Png,
        Kind::Jpeg => ImageFormat::Jpeg,
        _ => ImageFormat::WebP,
    };
    let mut reader = ImageReader::with_format(BufReader::new(File::open(from)?), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(PictureError::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge { width, height });
    }
    let orientation = decoder.orientation().map_err(PictureError::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(PictureError::Damaged)?;
    // The camera's note about its position goes away with the rest, so the picture is turned for good.
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn encode(picture: &DynamicImage, to: &Path, kind: Kind) -> Result<(), PictureError> {
    let mut out = BufWriter::new(File::create(to)?);
    let encoded = match kind {
        Kind::Jpeg => {
            let is_grey = matches!(picture, DynamicImage::ImageLuma8(_));
            let encoder = JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY);
            if is_grey { picture.write_with_encoder(encoder) } else { picture.to_rgb8().write_with_encoder(encoder) }
        }
        Kind::Png => picture.write_with_encoder(PngEncoder::new(&mut out)),
        _ if picture.color().has_alpha() => picture.to_rgba8().write_with_encoder(WebPEncoder::new_lossless(&mut out)),
        _ => picture.to_rgb8().write_with_encoder(WebPEncoder::new_lossless(&mut out)),
    };
    encoded.map_err(PictureError::Damaged)?;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView, Rgb, RgbImage};

    use super::*;

    fn jpeg_with_exif(folder: &Path) -> std::path::PathBuf {
        let picture = RgbImage::from_fn(40, 20, |x, _| if x < 20 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) });
        let mut plain = Vec::new();
        DynamicImage::from(picture).write_with_encoder(JpegEncoder::new_with_quality(&mut plain, 95)).unwrap();
        // Orientation 6 (turn right), and a canary where a position would stand.
        let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        tiff.extend(b"GPS-CANARY-48.137");
        let mut segment = b"Exif\0\0".to_vec();
        segment.extend(tiff);
        let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
        let mut bytes = plain[..2].to_vec();
        bytes.extend([0xff, 0xe1]);
        bytes.extend(length);
        bytes.extend(segment);
        bytes.extend(&plain[2..]);
        bytes.extend(b"<script>alert('behind the picture')</script>");
        let path = folder.join("in.jpg");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn what_is_hidden_in_a_photograph_is_gone_and_it_stands_upright() {
        let folder = tempfile::tempdir().unwrap();
        let from = jpeg_with_exif(folder.path());
        let to = folder.path().join("out");
        assert_eq!(redraw(&from, &to, Kind::Jpeg, 1 << 20).unwrap(), Kind::Jpeg);
        let bytes = std::fs::read(&to).unwrap();
        for canary in [&b"GPS-CANARY"[..], b"Exif", b"<script>"] {
            assert!(!bytes.windows(canary.len()).any(|window| window == canary), "{}", String::from_utf8_lossy(canary));
        }
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!(picture.dimensions(), (20, 40));
        assert!(picture.get_pixel(10, 5)[0] > 200 && picture.get_pixel(10, 35)[2] > 200);
    }

    #[test]
    fn a_bomb_and_half_a_picture_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("out");
        // 30,000 x 30,000 grey pixels are a few bytes of PNG header.
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x75\x30\0\0\x75\x30\x08\0\0\0\0".to_vec();
        bomb.extend([0; 4]);
        let path = folder.path().join("bomb.png");
        std::fs::write(&path, bomb).unwrap();
        assert!(redraw(&path, &to, Kind::Png, 1 << 20).is_err());
        let whole = std::fs::read(jpeg_with_exif(folder.path())).unwrap();
        let path = folder.path().join("half.jpg");
        std::fs::write(&path, &whole[..whole.len() / 4]).unwrap();
        assert!(redraw(&path, &to, Kind::Jpeg, 1 << 20).is_err());
    }

    #[test]
    fn a_photograph_in_webp_becomes_a_jpeg_when_it_would_grow_too_large() {
        let folder = tempfile::tempdir().unwrap();
        let noise = RgbImage::from_fn(200, 200, |x, y| {
            let seed = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) ^ (x * y);
            let [red, green, blue, _] = (seed >> 3).to_le_bytes();
            Rgb([red, green, blue])
        });
        let from = folder.path().join("in.webp");
        DynamicImage::from(noise).write_with_encoder(WebPEncoder::new_lossless(File::create(&from).unwrap())).unwrap();
        let to = folder.path().join("out");
        assert_eq!(redraw(&from, &to, Kind::Webp, 10_000_000).unwrap(), Kind::Webp);
        assert_eq!(redraw(&from, &to, Kind::Webp, 1_000).unwrap(), Kind::Jpeg);
        assert_eq!(image::guess_format(&std::fs::read(&to).unwrap()).unwrap(), ImageFormat::Jpeg);
    }
}
