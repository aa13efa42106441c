//! Where the markers of a lane stand: each with its words where there is room, together where not. Pure.

use crate::trend::{Marker, MarkerKind};

/// Markers nearer than this stand together.
const NEAR: f32 = 14.0;
/// Words narrower than this tell nothing.
const WORDS_MIN: f32 = 48.0;
/// From a marker's middle to its words, and from them to the next.
pub(super) const WORDS_LEFT: f32 = 12.0;

/// A lane of markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    Alarms,
    Operator,
    Links,
}

impl Lane {
    /// From top to bottom.
    pub(super) const ALL: [Self; 3] = [Self::Alarms, Self::Operator, Self::Links];

    /// Whether a marker belongs on it.
    pub(super) const fn holds(self, kind: MarkerKind) -> bool {
        match kind {
            MarkerKind::Alarm => matches!(self, Self::Alarms),
            MarkerKind::Command | MarkerKind::Note => matches!(self, Self::Operator),
            MarkerKind::Link | MarkerKind::System => matches!(self, Self::Links),
        }
    }
}

/// What stands at one place of a lane.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item<'m> {
    /// Its middle.
    pub(super) x: f32,
    /// One marker or several, oldest first.
    pub(super) markers: Vec<&'m Marker>,
    /// Room for words on its right; none where it is too narrow for any.
    pub(super) room: f32,
}

/// The items of a lane between two edges, left to right. `x` gives a marker's place.
pub(super) fn items<'m>(
    markers: impl Iterator<Item = &'m Marker>,
    x: impl Fn(&Marker) -> f32,
    (left, right): (f32, f32),
) -> Vec<Item<'m>> {
    let mut placed: Vec<(f32, &Marker)> =
        markers.map(|marker| (x(marker), marker)).filter(|(x, _)| (left..=right).contains(x)).collect();
    placed.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let mut items: Vec<Item<'m>> = Vec::new();
    let mut last = f32::NEG_INFINITY;
    for (x, marker) in placed {
        match items.last_mut() {
            Some(item) if x - last < NEAR => item.markers.push(marker),
            Some(_) | None => items.push(Item { x, markers: vec![marker], room: 0.0 }),
        }
        last = x;
    }
    let ends: Vec<f32> = items.iter().skip(1).map(|next| next.x - WORDS_LEFT).chain([right]).collect();
    for (item, end) in items.iter_mut().zip(ends) {
        let room = end - item.x - WORDS_LEFT;
        item.room = if room >= WORDS_MIN { room } else { 0.0 };
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn marker(at: i64) -> Marker {
        let text: std::sync::Arc<str> = "x".into();
        let (source, subject) = (text.clone(), text.clone());
        Marker { time: Timestamp::from_millis(at), kind: MarkerKind::Note, source, subject, text, mark: None }
    }

    #[test]
    fn close_markers_stand_together_and_words_end_before_the_next() {
        let markers = [marker(100), marker(105), marker(112), marker(300), marker(340), marker(2_000)];
        let x = |marker: &Marker| marker.time.nanos() as f32 / 1e6;
        let found: Vec<_> = items(markers.iter(), x, (0.0, 1000.0))
            .into_iter()
            .map(|item| (item.x, item.markers.len(), item.room))
            .collect();
        assert_eq!(found, [(100.0, 3, 176.0), (300.0, 1, 0.0), (340.0, 1, 648.0)]);
    }

    #[test]
    fn each_kind_has_its_lane() {
        use MarkerKind::{Alarm, Command, Link, Note, System};
        for kind in [Alarm, Command, Link, Note, System] {
            assert_eq!(Lane::ALL.iter().filter(|lane| lane.holds(kind)).count(), 1, "{kind:?}");
        }
    }
}
