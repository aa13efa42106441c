//! "Did you mean": the nearest known word to one that is not known.

/// With more candidates than this a search a finding takes too long.
const CANDIDATES_MAX: usize = 20_000;
/// Longer words are not compared letter by letter.
const LENGTH_MAX: usize = 64;

/// The candidate that is a slip of the finger away, if there is one.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LENGTH_MAX {
        return None;
    }
    let slips_max = match word.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .take(CANDIDATES_MAX)
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= slips_max && *candidate != word)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(slips, _)| *slips <= slips_max)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The hint that names it.
pub(crate) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, candidates).map(|nearest| format!("did you mean `{nearest}`?"))
}

/// Letters to be changed, put in, taken out or swapped with their neighbour; case does not count.
fn distance(a: &str, b: &str) -> usize {
    let letters = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (a, b) = (letters(a), letters(b));
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut letter_before = None;
    for (row, letter) in a.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, other) in b.iter().enumerate() {
            let cost = |list: &[usize], at: usize| list.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut fewest = (cost(&last, column) + usize::from(letter != other))
                .min(cost(&last, column + 1) + 1)
                .min(cost(&next, column) + 1);
            let swapped = column
                .checked_sub(1)
                .filter(|left| letter_before == Some(other) && b.get(*left) == Some(letter));
            if let Some(left) = swapped {
                fewest = fewest.min(cost(&before, left) + 1);
            }
            next.push(fewest);
        }
        letter_before = Some(letter);
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: Option<&str>) {
        assert_eq!(nearest(word, ["title", "eng_unit", "decimals", "LIT-301"]), expected, "{word}");
    }

    #[test]
    fn finds_a_slip_of_the_finger() {
        check("tilte", Some("title"));
        check("engunit", Some("eng_unit"));
        check("lit-301", Some("LIT-301"));
        check("LIT-310", Some("LIT-301"));
        check("colour", None);
    }
}
