//! The search of a replay, on a thread of its own: the picture goes on meanwhile, and a new search ends the old.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::historian::{Shelf as _, Store};
use crate::message::{Direction, Search, SearchState};
use crate::replay::{Condition, Found, find, find_before};
use crate::station::threads::{self, Running};
use crate::time::{Span, Timestamp};

/// Searches that wait; an older one than the newest is passed over at once.
const WAITING: usize = 8;

/// A search to be made.
struct Ask {
    number: u64,
    condition: Condition,
    span: Span,
    here: Timestamp,
    way: Direction,
}

/// What came of it.
pub(super) struct Answer {
    number: u64,
    state: SearchState,
}

/// Where searches are asked for. The thread ends with it.
pub(super) struct FindDesk {
    asks: Sender<Ask>,
    answers: Receiver<Answer>,
    /// The search that is wanted; others end.
    wanted: Arc<AtomicU64>,
    /// Nanoseconds up to which it has come.
    reached: Arc<AtomicI64>,
    shown: Option<Arc<Search>>,
}

impl FindDesk {
    /// Starts the thread.
    pub(super) fn start(store: Arc<Store>) -> std::io::Result<(Self, Running)> {
        let (asks, to_do) = bounded::<Ask>(WAITING);
        // The thread waits where nobody takes its answers.
        let (told, answers) = bounded(WAITING);
        let wanted = Arc::new(AtomicU64::new(0));
        let reached = Arc::new(AtomicI64::new(0));
        let (still, far) = (Arc::clone(&wanted), Arc::clone(&reached));
        let running = threads::spawn("find", move || {
            for ask in to_do {
                let going = |time: Timestamp| {
                    far.store(time.nanos(), Ordering::Relaxed);
                    if still.load(Ordering::Acquire) == ask.number {
                        ControlFlow::Continue(())
                    } else {
                        ControlFlow::Break(())
                    }
                };
                let state = search(&store, &ask, &going);
                if told.send(Answer { number: ask.number, state }).is_err() {
                    break;
                }
            }
        })?;
        Ok((Self { asks, answers, wanted, reached, shown: None }, running))
    }

    /// Asks for a search from a time of a recording; an older one ends.
    pub(super) fn ask(
        &mut self,
        store: &Store,
        text: &Arc<str>,
        (span, here): (Span, Timestamp),
        way: Direction,
    ) {
        let number = self.wanted.fetch_add(1, Ordering::AcqRel) + 1;
        self.reached.store(here.nanos(), Ordering::Relaxed);
        let state = match Condition::parse(text, &|id| store.entry(id)) {
            Err(error) => SearchState::Refused(error.to_string().into()),
            Ok(condition) => match self.asks.try_send(Ask { number, condition, span, here, way }) {
                Ok(()) => SearchState::Under(here),
                Err(_) => SearchState::Refused("too many searches wait: try again".into()),
            },
        };
        self.shown = Some(Arc::new(Search { condition: Arc::clone(text), way, state }));
    }

    /// Ends a search.
    pub(super) fn stop(&mut self) {
        self.wanted.fetch_add(1, Ordering::AcqRel);
        if self.under_way() {
            self.become_of(SearchState::Stopped);
        }
    }

    /// Where answers come in.
    pub(super) const fn answers(&self) -> &Receiver<Answer> {
        &self.answers
    }

    /// Takes an answer; the time it leads to.
    pub(super) fn take(&mut self, answer: Answer) -> Option<Timestamp> {
        if answer.number != self.wanted.load(Ordering::Acquire) {
            return None;
        }
        let found = match answer.state {
            SearchState::Found(time) => Some(time),
            SearchState::Under(_)
            | SearchState::Never(_)
            | SearchState::Refused(_)
            | SearchState::Stopped => None,
        };
        self.become_of(answer.state);
        found
    }

    /// The search as it stands.
    pub(super) fn shown(&mut self) -> Option<Arc<Search>> {
        if self.under_way() {
            let far = Timestamp::from_nanos(self.reached.load(Ordering::Relaxed));
            self.become_of(SearchState::Under(far));
        }
        self.shown.clone()
    }

    fn under_way(&self) -> bool {
        self.shown.as_ref().is_some_and(|search| matches!(search.state, SearchState::Under(_)))
    }

    fn become_of(&mut self, state: SearchState) {
        if let Some(search) = self.shown.take() {
            let same = search.state == state;
            self.shown = Some(if same { search } else { Arc::new(Search { state, ..(*search).clone() }) });
        }
    }
}

impl Drop for FindDesk {
    fn drop(&mut self) {
        self.wanted.fetch_add(1, Ordering::AcqRel);
    }
}

fn search(store: &Store, ask: &Ask, going: &dyn Fn(Timestamp) -> ControlFlow<()>) -> SearchState {
    let (found, searched) = match ask.way {
        Direction::Forward => {
            let mut first = None;
            let span = Span { from: ask.here, to: ask.span.to };
            let searched = find(store, &ask.condition, span, going, &mut |found| match found {
                // Where it holds already, the next time is meant.
                Found::Holds(time) if time.micros() > ask.here.micros() => {
                    first = Some(time);
                    ControlFlow::Break(())
                }
                Found::Holds(_) | Found::Ends(_) => ControlFlow::Continue(()),
            });
            (first, searched)
        }
        Direction::Backward => {
            let to = Timestamp::from_micros(ask.here.micros().saturating_sub(1));
            find_before(store, &ask.condition, Span { from: ask.span.from, to }, going)
        }
    };
    match found {
        Some(time) => SearchState::Found(time),
        None if going(ask.here).is_break() => SearchState::Stopped,
        None => SearchState::Never(searched.unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::historian::{Dictionary, DictionaryEntry};
    use std::time::Duration;

    #[test]
    fn an_answer_that_comes_late_takes_nobody_away() {
        let entry = DictionaryEntry { id: "A".into(), ..DictionaryEntry::default() };
        let dictionary = Dictionary::new("l".into(), "UTC".into(), vec![entry]).unwrap();
        let store = Arc::new(Store::in_memory(Arc::new(dictionary)));
        let (mut desk, running) = FindDesk::start(Arc::clone(&store)).unwrap();
        let at = Timestamp::from_millis(1_795_392_000_000);
        let span = Span { from: at, to: at.after(Duration::from_secs(60)) };
        let answer = |desk: &FindDesk| desk.answers().recv_timeout(Duration::from_secs(20)).unwrap();
        desk.ask(&store, &"A < 1".into(), (span, at), Direction::Forward);
        let never = answer(&desk);
        assert_eq!(desk.take(never), None);
        let state = |desk: &mut FindDesk| desk.shown().unwrap().state.clone();
        assert_eq!(state(&mut desk), SearchState::Never(Duration::ZERO));
        // Given up while its answer is on the way, even one that found something.
        desk.ask(&store, &"A < 2".into(), (span, at), Direction::Backward);
        desk.stop();
        let late = Answer { state: SearchState::Found(at), ..answer(&desk) };
        assert_eq!(desk.take(late), None);
        assert_eq!(state(&mut desk), SearchState::Stopped);
        desk.ask(&store, &"B < 2".into(), (span, at), Direction::Forward);
        assert!(matches!(state(&mut desk), SearchState::Refused(_)));
        drop(desk);
        running.join();
    }
}
