//! The last step: zstd frames without their magic number, or nothing where a frame would be longer.

use zstd::bulk::{Compressor, Decompressor};

use crate::historian::codec::ColumnDamage;

/// Every zstd frame begins with these; four bytes a column are worth leaving out.
const MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();

/// The level that compares candidates.
const ESTIMATE_LEVEL: i32 = 3;

/// Compresses bodies; without a compressor, which only a lack of memory can mean, bodies stay as they are.
pub(super) struct Packer {
    estimate: Option<Compressor<'static>>,
    last: Option<Compressor<'static>>,
    scratch: Vec<u8>,
}

impl Packer {
    /// Packs at zstd `level`.
    pub(super) fn new(level: i32) -> Self {
        let compressor = |level| {
            let mut compressor = Compressor::new(level).ok()?;
            compressor.include_checksum(false).ok()?;
            compressor.include_contentsize(false).ok()?;
            Some(compressor)
        };
        Self { estimate: compressor(ESTIMATE_LEVEL.min(level)), last: compressor(level), scratch: Vec::new() }
    }

    /// About how long a body will be.
    pub(super) fn estimate(&mut self, body: &[u8]) -> usize {
        if body.is_empty() {
            return 0;
        }
        self.scratch.clear();
        self.scratch.reserve(zstd::zstd_safe::compress_bound(body.len()));
        match &mut self.estimate {
            Some(compressor) => match compressor.compress_to_buffer(body, &mut self.scratch) {
                Ok(length) => length.saturating_sub(MAGIC.len()).min(body.len()),
                Err(_) => body.len(),
            },
            None => body.len(),
        }
    }

    /// The compressed body, if that is shorter.
    pub(super) fn pack(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        if body.is_empty() {
            return None;
        }
        let frame = self.last.as_mut()?.compress(body).ok()?;
        let bare = frame.strip_prefix(&MAGIC)?;
        (bare.len() < body.len()).then(|| bare.to_vec())
    }
}

/// Decompresses bodies into scratch of bounded length.
#[derive(Default)]
pub(super) struct Unpacker {
    decompressor: Option<Decompressor<'static>>,
    frame: Vec<u8>,
    body: Vec<u8>,
}

impl Unpacker {
    /// The body behind a frame without its magic number, at most `length_max` bytes.
    pub(super) fn unpack(&mut self, bare: &[u8], length_max: usize) -> Result<&[u8], ColumnDamage> {
        self.frame.clear();
        self.frame.extend_from_slice(&MAGIC);
        self.frame.extend_from_slice(bare);
        self.body.clear();
        if self.body.capacity() < length_max {
            self.body.reserve_exact(length_max);
        }
        if self.decompressor.is_none() {
            self.decompressor = Decompressor::new().ok();
        }
        let decompressor = self.decompressor.as_mut().ok_or(ColumnDamage::Compressed)?;
        match decompressor.decompress_to_buffer(&self.frame, &mut self.body) {
            Ok(length) if length <= length_max => Ok(&self.body),
            Ok(_) => Err(ColumnDamage::Long),
            Err(_) => Err(ColumnDamage::Compressed),
        }
    }
}
