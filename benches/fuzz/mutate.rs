//! Faults put into valid files, from one seed.

/// Numbers that look random and are the same for the same seed.
pub(crate) struct Random(u64);

/// What length fields are set to.
const EXTREMES: [u64; 8] = [0, 1, 9, 0x7fff_ffff, 0xffff_ffff, 64 << 20, u64::MAX / 2, u64::MAX];

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// Below a limit; 0 for the limit 0.
    fn below(&mut self, limit: usize) -> usize {
        self.next().checked_rem(limit as u64).unwrap_or(0) as usize
    }

    /// One of the files with one to four faults.
    pub(crate) fn broken(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let choice = self.below(seeds.len());
        let mut bytes = seeds.get(choice).cloned().unwrap_or_default();
        for _ in 0..=self.below(4) {
            let other = self.below(seeds.len());
            self.fault(&mut bytes, seeds.get(other).map_or(&[], Vec::as_slice));
        }
        bytes
    }

    fn fault(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(bytes.len());
        match self.below(6) {
            0 => {
                let flip = 1 << self.below(8);
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= flip);
            }
            1 => bytes.truncate(at),
            2 => {
                let byte = self.next() as u8;
                bytes.insert(at, byte);
            }
            3 => {
                let end = (at + self.below(64)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let extreme = EXTREMES.get(self.below(EXTREMES.len())).copied().unwrap_or(0);
                let width = if self.below(2) == 0 { 4 } else { 8 };
                for (byte, new) in bytes.iter_mut().skip(at).zip(extreme.to_le_bytes()).take(width) {
                    *byte = new;
                }
            }
            _ => {
                bytes.truncate(at);
                bytes.extend(other.iter().skip(self.below(other.len())));
            }
        }
    }
}
