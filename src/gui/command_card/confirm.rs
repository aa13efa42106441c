//! When a press on the final button counts. Pure: it is told what hand and keyboard did, and when.
//!
//! Mouse: one click, begun at least 400 ms after the button appeared, and never under the pointer that
//! opened the card. Touch: hold 1.2 s; leaving or a second finger ends it. Keyboard: Enter, then Enter again
//! within 3 s. Critical: hold on every device.

use std::time::Duration;

use egui::{Pos2, Rect};

use crate::time::Moment;

/// The button must have been seen for this long before a click on it counts.
pub const SEEN_MIN: Duration = Duration::from_millis(400);
/// How long a hold takes.
pub const HOLD: Duration = Duration::from_millis(1200);
/// The second Enter must follow within this time.
pub const SECOND_ENTER_MAX: Duration = Duration::from_secs(3);

/// What points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hand {
    /// A mouse or pen.
    #[default]
    Mouse,
    /// One or more fingers.
    Touch,
}

/// How a confirmation is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// A click or two Enters; by finger, a hold.
    Ordinary,
    /// A hold on every device.
    Critical,
}

/// What hand and keyboard did to the final button in one frame.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one fact about one frame, and all combinations occur"
)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Press {
    /// What points.
    pub hand: Hand,
    /// The press began on the button in this frame.
    pub began: bool,
    /// The button is held down, and the pointer is on it.
    pub down: bool,
    /// A click on it ended in this frame.
    pub clicked: bool,
    /// Fingers on the screen.
    pub fingers: usize,
    /// Where the pointer is.
    pub pointer: Option<Pos2>,
    /// Enter went down while it had the focus; repeats do not count.
    pub enter_began: bool,
    /// Enter is held while it has the focus.
    pub enter_down: bool,
}

/// The confirmation of one command.
#[derive(Clone, Debug, Default)]
pub struct Confirm {
    opened_at: Option<Pos2>,
    pointer_left: bool,
    appeared: Option<Moment>,
    press_began: Option<Moment>,
    hold_since: Option<Moment>,
    enter_since: Option<Moment>,
    armed: Option<Moment>,
    given: bool,
}

impl Confirm {
    /// For a card that was opened by a press at this place, if it was opened by a pointer.
    pub fn new(opened_at: Option<Pos2>) -> Self {
        Self { opened_at, ..Self::default() }
    }

    /// Whether it was given. It is given once.
    pub const fn given(&self) -> bool {
        self.given
    }

    /// Takes a confirmation back that could not be handed over.
    pub fn retract(&mut self) {
        *self = Self { pointer_left: true, ..Self::default() };
    }

    /// The button is not there or does not work: whatever had begun is void.
    pub fn closed(&mut self) {
        self.appeared = None;
        self.press_began = None;
        self.hold_since = None;
        self.enter_since = None;
        self.armed = None;
    }

    /// Whether the first Enter was given and the second is awaited.
    pub const fn awaits_second_enter(&self) -> bool {
        self.armed.is_some()
    }

    /// How far a hold has come, 0 to 1.
    pub fn hold_share(&self, now: Moment) -> f32 {
        let since = self.hold_since.or(self.enter_since);
        since.map_or(0.0, |since| (now.age_of(since).as_secs_f32() / HOLD.as_secs_f32()).clamp(0.0, 1.0))
    }

    /// One frame of a working button at `rect`; tells whether the command is confirmed now.
    pub fn step(&mut self, press: Press, rect: Rect, manner: Manner, now: Moment) -> bool {
        let appeared = *self.appeared.get_or_insert(now);
        let under_opener = self.opened_at.is_some_and(|at| rect.contains(at));
        self.pointer_left |= !under_opener || !press.pointer.is_some_and(|at| rect.contains(at));
        let ready = now.age_of(appeared) >= SEEN_MIN && self.pointer_left;
        if press.began {
            self.press_began = ready.then_some(now);
        }
        let hold = press.hand == Hand::Touch || manner == Manner::Critical;
        let given = !self.given
            && (self.by_pointer(press, rect, hold, now) || self.by_keyboard(press, manner, ready, now));
        self.given |= given;
        given
    }

    fn by_pointer(&mut self, press: Press, rect: Rect, hold: bool, now: Moment) -> bool {
        let on_it = press.pointer.is_some_and(|at| rect.contains(at));
        if !hold {
            self.hold_since = None;
            let begun = self.press_began.is_some();
            if !press.down {
                self.press_began = None;
            }
            return press.clicked && begun && on_it;
        }
        if press.began && press.fingers <= 1 {
            self.hold_since = self.press_began;
        }
        if !press.down || !on_it || press.fingers > 1 {
            self.hold_since = None;
            self.press_began = None;
        }
        self.hold_since.is_some_and(|since| now.age_of(since) >= HOLD)
    }

    fn by_keyboard(&mut self, press: Press, manner: Manner, ready: bool, now: Moment) -> bool {
        self.armed = self.armed.filter(|armed| now.age_of(*armed) <= SECOND_ENTER_MAX);
        match manner {
            Manner::Critical => {
                if press.enter_began && ready {
                    self.enter_since = Some(now);
                }
                if !press.enter_down {
                    self.enter_since = None;
                }
                self.enter_since.is_some_and(|since| now.age_of(since) >= HOLD)
            }
            Manner::Ordinary => {
                if !press.enter_began || !ready {
                    return false;
                }
                self.armed.replace(now).is_some()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    const ON: Pos2 = pos2(50.0, 10.0);
    const OFF: Pos2 = pos2(500.0, 10.0);

    fn rect() -> Rect {
        Rect::from_min_size(Pos2::ZERO, egui::vec2(100.0, 20.0))
    }

    fn at(millis: u64) -> Moment {
        Moment::default().after(Duration::from_millis(millis))
    }

    fn idle(pointer: Pos2) -> Press {
        Press { pointer: Some(pointer), ..Press::default() }
    }

    fn began(pointer: Pos2) -> Press {
        Press { began: true, down: true, fingers: 1, ..idle(pointer) }
    }

    fn clicked() -> Press {
        Press { clicked: true, ..idle(ON) }
    }

    /// Runs frames and counts confirmations.
    fn check(opened_at: Option<Pos2>, manner: Manner, frames: &[(u64, Press)]) -> usize {
        let mut confirm = Confirm::new(opened_at);
        frames.iter().filter(|(millis, press)| confirm.step(*press, rect(), manner, at(*millis))).count()
    }

    #[test]
    fn a_click_counts_after_400_ms_and_only_once() {
        let click = [(0, idle(OFF)), (450, began(ON)), (500, clicked())];
        assert_eq!(check(Some(OFF), Manner::Ordinary, &click), 1);
        let early = [(0, idle(OFF)), (300, began(ON)), (500, clicked())];
        assert_eq!(check(Some(OFF), Manner::Ordinary, &early), 0);
        let double = [(0, idle(OFF)), (450, began(ON)), (500, clicked()), (550, began(ON)), (600, clicked())];
        assert_eq!(check(Some(OFF), Manner::Ordinary, &double), 1);
    }

    #[test]
    fn never_under_the_pointer_that_opened_the_card() {
        let stays = [(0, idle(ON)), (900, began(ON)), (950, clicked())];
        assert_eq!(check(Some(ON), Manner::Ordinary, &stays), 0);
        let came_back = [(0, idle(ON)), (500, idle(OFF)), (900, began(ON)), (950, clicked())];
        assert_eq!(check(Some(ON), Manner::Ordinary, &came_back), 1);
    }

    fn touch(press: Press) -> Press {
        Press { hand: Hand::Touch, ..press }
    }

    fn held(pointer: Pos2, fingers: usize) -> Press {
        touch(Press { began: false, fingers, ..began(pointer) })
    }

    #[test]
    fn a_finger_holds_for_1200_ms() {
        let start = [(0, idle(OFF)), (500, touch(began(ON)))];
        let run = |rest: &[(u64, Press)]| check(None, Manner::Ordinary, &[&start[..], rest].concat());
        assert_eq!(run(&[(1_000, held(ON, 1)), (1_701, held(ON, 1))]), 1);
        assert_eq!(run(&[(1_600, held(ON, 1)), (1_650, touch(clicked()))]), 0, "let go too early");
        assert_eq!(run(&[(1_000, held(OFF, 1)), (1_701, held(ON, 1)), (3_000, held(ON, 1))]), 0, "left");
        assert_eq!(
            run(&[(1_000, held(ON, 2)), (1_701, held(ON, 1)), (3_000, held(ON, 1))]),
            0,
            "two fingers"
        );
    }

    #[test]
    fn enter_and_enter_again_within_three_seconds() {
        let enter = Press { enter_began: true, enter_down: true, ..idle(OFF) };
        let run =
            |first, second| check(None, Manner::Ordinary, &[(0, idle(OFF)), (first, enter), (second, enter)]);
        assert_eq!(run(500, 900), 1);
        assert_eq!(run(500, 3_600), 0);
        assert_eq!(run(100, 900), 0, "the first came before it was seen");
    }

    #[test]
    fn a_critical_command_is_held_by_mouse_and_key_too() {
        let click = [(0, idle(OFF)), (450, began(ON)), (500, clicked())];
        assert_eq!(check(None, Manner::Critical, &click), 0);
        let mouse = Press { began: false, ..began(ON) };
        assert_eq!(check(None, Manner::Critical, &[(0, idle(OFF)), (450, began(ON)), (1_651, mouse)]), 1);
        let enter = Press { enter_began: true, enter_down: true, ..idle(OFF) };
        let key = Press { enter_down: true, ..idle(OFF) };
        assert_eq!(check(None, Manner::Critical, &[(0, idle(OFF)), (450, enter), (1_651, key)]), 1);
        assert_eq!(check(None, Manner::Critical, &[(0, idle(OFF)), (450, enter), (900, enter)]), 0);
    }
}
