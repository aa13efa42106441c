//! Where the words of gaps stand, so that none lies over another; pens that share a gap share its words. Pure.

use std::sync::Arc;

use egui::{Rect, Vec2, pos2, vec2};

use crate::gui::text;

/// Ends nearer than this are the same on the screen.
const SAME_END: f32 = 6.0;
/// Heights nearer than this cannot have a line of words each.
const SAME_HEIGHT: f32 = 16.0;
/// Between the words and the edge of their backing, and on to the end of their gap.
const BACKING: Vec2 = vec2(6.0, 1.0);
const END: f32 = 8.0;

/// A gap on the screen that has something to tell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wish {
    /// Its hatch.
    pub(super) band: Rect,
    /// Whose gap it is.
    pub(super) tag: Arc<str>,
    /// Why there is no value.
    pub(super) what: String,
    /// How long it is, in words; empty where that is not told.
    pub(super) long: String,
}

/// Words and where they stand.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    /// The words.
    pub(super) says: String,
    /// Their backing; they stand in its middle.
    pub(super) backing: Rect,
}

/// Places words in their gaps; where `right_end` is given, words too wide for theirs may stand right of it,
/// up to there and clear of every hatch. Those without a free place are left out: the earlier wish goes first.
pub(super) fn lay(wishes: &[Wish], right_end: Option<f32>, mut size: impl FnMut(&str) -> Vec2) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for together in shared(wishes) {
        let Some(first) = together.first() else { continue };
        let who = match together.len() {
            1 => first.tag.to_string(),
            count => text::pens_together(count),
        };
        let says = text::gap(&who, &first.what, &first.long);
        let size = size(&says) + 2.0 * BACKING;
        let clear = |backing: &Rect| told.iter().all(|other| !other.backing.intersects(*backing));
        let within = places(first.band, size)
            .into_iter()
            .find(|backing| clear(backing) && wishes.iter().all(|wish| !hides(*backing, wish.band)));
        let beside = || {
            let corner = pos2(first.band.right() + BACKING.x, first.band.center().y - size.y / 2.0);
            let backing = Rect::from_min_size(corner, size);
            let fits = right_end.is_some_and(|end| backing.right() <= end);
            let hatched = wishes.iter().any(|wish| wish.band.intersects(backing));
            (fits && !hatched && clear(&backing)).then_some(backing)
        };
        if let Some(backing) = within.or_else(beside) {
            told.push(Told { says, backing });
        }
    }
    told
}

/// Wishes of the same gap at nearly the same height, in the order of the first of each.
fn shared(wishes: &[Wish]) -> Vec<Vec<&Wish>> {
    let mut groups: Vec<Vec<&Wish>> = Vec::new();
    for wish in wishes {
        let own = groups.iter_mut().find(|group| group.iter().any(|other| same(other, wish)));
        match own {
            // A pen has one line of it, however often it is told.
            Some(group) if group.iter().any(|other| other.tag == wish.tag) => {}
            Some(group) => group.push(wish),
            None => groups.push(vec![wish]),
        }
    }
    groups
}

fn same(one: &Wish, other: &Wish) -> bool {
    let near = |a: f32, b: f32, most: f32| (a - b).abs() <= most;
    near(one.band.left(), other.band.left(), SAME_END)
        && near(one.band.right(), other.band.right(), SAME_END)
        && near(one.band.center().y, other.band.center().y, SAME_HEIGHT)
        && one.what == other.what
}

/// Middle, left and right of a gap, as far as the words fit into it.
fn places(band: Rect, size: Vec2) -> Vec<Rect> {
    let room = band.width() - 2.0 * END - size.x;
    if room < 0.0 {
        return Vec::new();
    }
    let centre = band.center();
    let shifts = [0.0, -room / 2.0, room / 2.0];
    shifts.into_iter().map(|shift| Rect::from_center_size(pos2(centre.x + shift, centre.y), size)).collect()
}

/// Whether nothing could be seen of a hatch below a backing.
fn hides(backing: Rect, band: Rect) -> bool {
    backing.intersects(band) && band.left() >= backing.left() && band.right() <= backing.right()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(tag: &str, (left, right): (f32, f32), y: f32) -> Wish {
        let band = Rect::from_min_max(pos2(left, y - 6.0), pos2(right, y + 6.0));
        Wish { band, tag: tag.into(), what: "no data".into(), long: "12 min".into() }
    }

    /// Words and the middle of each, where a letter is 6 by 12.
    fn check(wishes: &[Wish], expected: &[(&str, f32)]) {
        let told = lay(wishes, None, |says| vec2(says.len() as f32 * 6.0, 12.0));
        for (at, one) in told.iter().enumerate() {
            assert!(told.iter().skip(at + 1).all(|other| !other.backing.intersects(one.backing)), "{told:?}");
        }
        let got: Vec<_> = told.iter().map(|told| (&*told.says, told.backing.center().x.round())).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn pens_that_share_a_gap_share_its_words() {
        let all = ["A", "B", "C", "D", "E"];
        let near: Vec<Wish> =
            (0..).zip(all).map(|(at, tag)| wish(tag, (0.0, 400.0), 100.0 + at as f32 * 9.0)).collect();
        check(&near, &[("5 pens no data 12 min", 200.0)]);
        let far = [wish("A", (0.0, 400.0), 100.0), wish("B", (0.0, 400.0), 150.0)];
        check(&far, &[("A no data 12 min", 200.0), ("B no data 12 min", 200.0)]);
    }

    #[test]
    fn words_of_another_gap_move_aside_or_are_left_out() {
        // 96 wide with 12 of backing: the middle is taken, the left end is free.
        let wide = [wish("A", (300.0, 500.0), 100.0), wish("B", (100.0, 700.0), 104.0)];
        check(&wide, &[("A no data 12 min", 400.0), ("B no data 12 min", 162.0)]);
        let tight = [wish("A", (100.0, 260.0), 100.0), wish("B", (120.0, 290.0), 104.0)];
        check(&tight, &[("A no data 12 min", 180.0)]);
        check(&[wish("A", (100.0, 200.0), 100.0)], &[]);
    }

    #[test]
    fn words_never_hide_a_short_gap() {
        let both = [wish("A", (0.0, 600.0), 100.0), wish("B", (290.0, 310.0), 100.0)];
        check(&both, &[("A no data 12 min", 62.0)]);
    }

    #[test]
    fn words_stand_beside_a_gap_that_is_too_narrow_where_all_is_clear() {
        let size = |says: &str| vec2(says.len() as f32 * 6.0, 12.0);
        let narrow = [wish("A", (100.0, 120.0), 100.0)];
        assert!(lay(&narrow, None, size).is_empty());
        let told = lay(&narrow, Some(400.0), size);
        assert_eq!((told.len(), told[0].backing.left()), (1, 126.0));
        assert!(lay(&narrow, Some(200.0), size).is_empty(), "it would reach out of the lane");
        let two = [wish("A", (100.0, 120.0), 100.0), wish("B", (150.0, 160.0), 100.0)];
        let told = lay(&two, Some(400.0), size);
        assert_eq!((told.len(), told[0].backing.left()), (1, 166.0), "the first would lie on the second");
    }
}
