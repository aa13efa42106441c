//! Numbers as an operator types them.

/// Reads a typed number. Comma and point both count as the decimal mark, blanks group thousands.
/// Says in words what is wrong; never guesses and never clips.
pub(super) fn read(text: &str) -> Result<f64, &'static str> {
    let plain: String = text
        .chars()
        .filter(|sign| !matches!(sign, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}'))
        .map(|sign| match sign {
            ',' => '.',
            '\u{2212}' => '-',
            other => other,
        })
        .collect();
    if plain.is_empty() {
        return Err("Type a number");
    }
    if plain.chars().filter(|sign| *sign == '.').count() > 1 {
        return Err("More than one decimal mark");
    }
    if !plain.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | '-' | '+')) {
        return Err("Not a number");
    }
    plain.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or("Not a number")
}

/// A step that suits a range: about a fortieth of it, 1, 2 or 5 times a power of ten, not below the last digit
/// shown.
pub(super) fn step(minimum: f64, maximum: f64, decimals: u8) -> f64 {
    let least = 10f64.powi(-i32::from(decimals));
    let wish = (maximum - minimum).abs() / 40.0;
    if !wish.is_finite() || wish <= least {
        return least;
    }
    let power = 10f64.powf(wish.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= wish * 0.999);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_comma_and_point_alike() {
        let check = |text: &str, expected| assert_eq!(read(text), expected, "{text}");
        check("5.6", Ok(5.6));
        check("5,6", Ok(5.6));
        check(" 1 440 ", Ok(1440.0));
        check("\u{2212}0,5", Ok(-0.5));
        check("1.440,5", Err("More than one decimal mark"));
        check("", Err("Type a number"));
        check("inf", Err("Not a number"));
        check("1e9", Err("Not a number"));
        check("--1", Err("Not a number"));
    }

    #[test]
    fn steps_are_round_and_not_finer_than_what_is_shown() {
        let check = |range: (f64, f64), decimals, expected: f64| {
            assert!((step(range.0, range.1, decimals) - expected).abs() < 1e-9, "{range:?}");
        };
        check((0.0, 100.0), 0, 5.0);
        check((4.0, 6.5), 2, 0.1);
        check((0.4, 0.8), 2, 0.01);
        check((0.0, 3.0), 0, 1.0);
    }
}
