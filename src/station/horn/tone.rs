//! The sounds of the horn, made here: short, and different enough by rhythm and pitch that nobody has to look.

use std::f64::consts::TAU;
use std::time::Duration;

use crate::alarm::Priority;

/// Samples a second.
const RATE: u32 = 22_050;
/// A pulse rises and falls within this time, so that it does not click.
const RAMP_SECONDS: f64 = 0.008;
/// Share of the full swing.
const LOUDNESS: f64 = 0.6;

/// A row of pulses.
struct Tone {
    hertz: f64,
    pulses: u32,
    pulse_millis: u32,
    gap_millis: u32,
}

/// Urgent alarms sound fast and high, low ones once and deep.
const fn tone(priority: Priority) -> Tone {
    match priority {
        Priority::Urgent => Tone { hertz: 1046.5, pulses: 5, pulse_millis: 80, gap_millis: 40 },
        Priority::High => Tone { hertz: 880.0, pulses: 3, pulse_millis: 120, gap_millis: 80 },
        Priority::Medium => Tone { hertz: 659.3, pulses: 2, pulse_millis: 160, gap_millis: 120 },
        Priority::Low => Tone { hertz: 440.0, pulses: 1, pulse_millis: 300, gap_millis: 0 },
    }
}

/// How long it takes to play, and how soon it is played again until someone acknowledges or silences.
pub(super) const fn every(priority: Priority) -> Duration {
    match priority {
        Priority::Urgent => Duration::from_secs(1),
        Priority::High => Duration::from_secs(2),
        Priority::Medium => Duration::from_secs(4),
        Priority::Low => Duration::from_secs(15),
    }
}

/// The sound as a WAV file: 16 bits, one channel. `None` is a short silence, which finds out whether anything
/// can be played at all.
pub(super) fn wav(priority: Option<Priority>) -> Vec<u8> {
    let samples = priority.map_or_else(|| vec![0; RATE as usize / 20], |priority| samples(&tone(priority)));
    let bytes = samples.len() as u32 * 2;
    let mut file = Vec::with_capacity(44 + bytes as usize);
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // PCM, one channel, and what follows from rate and width.
    file.extend([1_u16, 1].into_iter().flat_map(u16::to_le_bytes));
    file.extend([RATE, RATE * 2].into_iter().flat_map(u32::to_le_bytes));
    file.extend([2_u16, 16].into_iter().flat_map(u16::to_le_bytes));
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    file.extend(samples.into_iter().flat_map(i16::to_le_bytes));
    file
}

fn samples(tone: &Tone) -> Vec<i16> {
    let length = |millis: u32| (RATE * millis / 1000) as usize;
    let (pulse, gap) = (length(tone.pulse_millis), length(tone.gap_millis));
    let one = (0..pulse).map(|at| {
        let seconds = at as f64 / f64::from(RATE);
        let left = (pulse - at) as f64 / f64::from(RATE);
        let envelope = (seconds / RAMP_SECONDS).min(left / RAMP_SECONDS).min(1.0);
        // Overtones carry through the noise of a control room, and through small loudspeakers.
        let wave = [(1.0, 0.6), (2.0, 0.25), (3.0, 0.15)]
            .into_iter()
            .map(|(overtone, share)| share * (TAU * tone.hertz * overtone * seconds).sin())
            .sum::<f64>();
        (wave * envelope * LOUDNESS * f64::from(i16::MAX)) as i16
    });
    let one: Vec<i16> = one.chain(std::iter::repeat_n(0, gap)).collect();
    one.repeat(tone.pulses as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sound_is_a_whole_wav_file_that_is_over_before_it_comes_again() {
        let mut seen = Vec::new();
        for priority in Priority::ALL {
            let file = wav(Some(priority));
            assert_eq!(&file[..4], b"RIFF");
            assert_eq!(u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize, file.len() - 8);
            assert_eq!(u32::from_le_bytes(file[40..44].try_into().unwrap()) as usize, file.len() - 44);
            let seconds = (file.len() - 44) as f64 / 2.0 / f64::from(RATE);
            assert!(seconds > 0.2 && seconds < every(priority).as_secs_f64(), "{priority:?}: {seconds} s");
            let loudest = file[44..].chunks(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]).abs()).max();
            assert!(loudest > Some(i16::MAX / 3), "{priority:?}: {loudest:?}");
            assert!(!seen.contains(&file));
            seen.push(file);
        }
        assert!(wav(None)[44..].iter().all(|byte| *byte == 0));
    }
}
