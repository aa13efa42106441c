//! A picture of the screen as PNG.

use std::io::Write;

use crate::historian::export::Failed;
use crate::trend::Picture;

/// Writes a picture; it holds no samples.
pub(super) fn write(picture: &Picture, out: &mut dyn Write) -> Result<u64, Failed> {
    let pixels = u64::from(picture.width).checked_mul(u64::from(picture.height));
    let bytes = pixels.and_then(|pixels| pixels.checked_mul(4));
    if bytes != Some(picture.rgba.len() as u64) || picture.rgba.is_empty() {
        return Err(Failed::Picture);
    }
    let mut encoder = png::Encoder::new(out, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&picture.rgba).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(0)
}

fn failed(error: png::EncodingError) -> Failed {
    Failed::Io(error.into())
}
