//! Circles among tags that lead to each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::tag::TagIndex;

/// Longer circles are named by their first tags.
const NAMED_MAX: usize = 8;

/// Every circle that is met when `next` is followed, each once, from its first tag on.
pub(crate) fn cycles(
    starts: impl IntoIterator<Item = TagIndex>,
    next: impl Fn(TagIndex) -> Option<TagIndex>,
) -> Vec<Vec<TagIndex>> {
    let mut seen = BTreeSet::new();
    let mut cycles = Vec::new();
    for start in starts {
        let mut path: Vec<TagIndex> = Vec::new();
        let mut places = BTreeMap::new();
        let mut tag = Some(start);
        // What an earlier walk has seen leads to nothing new.
        while let Some(step) = tag.filter(|step| !seen.contains(step)) {
            if let Some(from) = places.insert(step, path.len()) {
                let mut cycle: Vec<TagIndex> = path.iter().skip(from).copied().collect();
                let first = cycle.iter().enumerate().min_by_key(|(_, tag)| **tag).map_or(0, |(at, _)| at);
                cycle.rotate_left(first);
                cycles.push(cycle);
                break;
            }
            path.push(step);
            tag = next(step);
        }
        seen.extend(path);
    }
    cycles
}

/// A circle in words, back to where it starts: `A from B from A`.
pub(crate) fn words(cycle: &[TagIndex], between: &str, id: impl Fn(TagIndex) -> String) -> String {
    let mut ids: Vec<String> = cycle.iter().take(NAMED_MAX).map(|tag| id(*tag)).collect();
    if cycle.len() > NAMED_MAX {
        ids.push(format!("{} more", cycle.len() - NAMED_MAX));
    }
    ids.extend(cycle.first().map(|tag| id(*tag)));
    ids.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edges: &[(u32, u32)], expected: &[&[u32]]) {
        let edges: BTreeMap<u32, u32> = edges.iter().copied().collect();
        let found =
            cycles(edges.keys().copied().map(TagIndex), |tag| edges.get(&tag.0).copied().map(TagIndex));
        let found: Vec<Vec<u32>> =
            found.iter().map(|cycle| cycle.iter().map(|tag| tag.0).collect()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn finds_each_circle_once() {
        check(&[(1, 2), (2, 3)], &[]);
        check(&[(1, 1)], &[&[1]]);
        check(&[(0, 5), (5, 4), (4, 5)], &[&[4, 5]]);
        check(&[(1, 2), (2, 1), (3, 1), (7, 8), (8, 9), (9, 7)], &[&[1, 2], &[7, 8, 9]]);
    }
}
