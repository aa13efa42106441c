//! Reads live segments whose heads are not in memory, one at a time, so that their rows are never out of sight
//! while they wait to be sealed. The last one read is kept, as questions come in many parts.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use crate::historian::store::waiting::{Aside, Content};
use crate::historian::store::{Frozen, Parts, Store, Written};
use crate::historian::writer::fold;
use crate::historian::{Head, LiveError, LiveItem, read_live};

/// Reads a live segment into a head; with it what is damaged, in words.
pub(in crate::historian) fn read_head(path: &Path) -> Result<(Frozen, Vec<String>), LiveError> {
    let mut rows = Vec::new();
    let mut events = Vec::new();
    let summary = read_live(path, &mut |item| match item {
        LiveItem::Row(row) => rows.push(row),
        LiveItem::Event(entry) => events.push(entry),
    })?;
    let mut head = Head::new(Arc::new(summary.dictionary));
    for row in rows {
        head.push(row.tag, row.time, row.value.as_ref(), row.code);
    }
    for entry in events {
        head.event(entry);
    }
    let pyramid = fold(&head);
    let damage = summary.damage.iter().map(ToString::to_string).collect();
    Ok((Frozen::new(head, pyramid, Written::Whole(path.to_owned())), damage))
}

impl Store {
    /// All heads that wait, the oldest first; of those that are not in memory only the wanted ones, each read
    /// when its turn comes.
    pub(in crate::historian) fn waiting<'a>(
        &'a self,
        parts: &'a Parts,
        wanted: impl Fn(&Content) -> bool + 'a,
    ) -> impl DoubleEndedIterator<Item = Arc<Frozen>> + 'a {
        let read = parts.aside.iter().filter_map(move |aside| self.read_aside(aside, &wanted));
        read.chain(parts.frozen.iter().cloned())
    }

    /// A head that is not in memory, if it is wanted for what it holds.
    pub(in crate::historian) fn read_aside(
        &self,
        aside: &Arc<Aside>,
        wanted: &dyn Fn(&Content) -> bool,
    ) -> Option<Arc<Frozen>> {
        match aside.content.get() {
            Some(Some(content)) if !wanted(content) => return None,
            Some(None) => return None,
            Some(Some(_)) | None => {}
        }
        // Others who ask wait, so that one head more is in memory and not one for each of them.
        let mut last = self.last_aside.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.as_ref().filter(|(other, _)| Arc::ptr_eq(other, aside));
        let frozen = if let Some((_, frozen)) = known {
            Arc::clone(frozen)
        } else {
            *last = None;
            let frozen = Arc::new(self.load(aside)?);
            *last = Some((Arc::clone(aside), Arc::clone(&frozen)));
            frozen
        };
        wanted(aside.known()?).then_some(frozen)
    }

    /// Reads one. A file that is not there was sealed meanwhile: whoever asks sees that the parts changed.
    fn load(&self, aside: &Aside) -> Option<Frozen> {
        match read_head(&aside.path) {
            Ok((frozen, _)) => {
                // What is damaged is told when it is sealed.
                let _ = aside.content.set(Some(Content::of(&frozen.head)));
                Some(frozen)
            }
            Err(error) => {
                if aside.path.exists() {
                    let _ = aside.content.set(None);
                    self.trouble(&aside.path.display().to_string(), &error.to_string());
                }
                None
            }
        }
    }

    /// Tells what a head that is not in memory holds, which may have to be read for it.
    pub(in crate::historian) fn content<'a>(&self, aside: &'a Arc<Aside>) -> Option<&'a Content> {
        if aside.content.get().is_none() {
            let _ = self.read_aside(aside, &|_| false);
        }
        aside.known()
    }
}

#[cfg(test)]
mod tests;
