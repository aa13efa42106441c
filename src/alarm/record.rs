//! A change as the details of a journal entry, and back: a restart reads from the journal what the state file
//! does not hold yet. Reading is total: a line that says something else gives nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::alarm::{AlarmIndex, Axes, Change, Happening, Kept, Occurrence, Priority, Shelving, State};
use crate::time::Timestamp;

/// The details of a journal entry: words by name.
type Details = BTreeMap<Arc<str>, Arc<str>>;

/// Longer texts are not ours, in bytes.
const TEXT_MOST: usize = 4_000;

impl Change {
    /// All of it but time, doer and id, which have their own places in an entry. Times are RFC 3339 in
    /// microseconds, numbers as short as they read back exactly.
    pub fn entry_details(&self) -> Details {
        let mut details = self.after.details();
        put(&mut details, "happening", self.happening.word());
        put(&mut details, "priority", self.priority.word());
        if !self.reason.is_empty() {
            details.insert("reason".into(), Arc::clone(&self.reason));
        }
        details
    }

    /// From an entry of kind `alarm`: its details, time, source and subject. The index is
    /// [`AlarmIndex::UNKNOWN`]: a journal outlives layouts.
    pub fn read(details: &Details, at: Timestamp, by: &Arc<str>, alarm: &Arc<str>) -> Option<Self> {
        if alarm.is_empty() || alarm.len() > TEXT_MOST || by.len() > TEXT_MOST {
            return None;
        }
        Some(Self {
            index: AlarmIndex::UNKNOWN,
            alarm: Arc::clone(alarm),
            priority: Priority::parse(details.get("priority")?)?,
            happening: Happening::parse(details.get("happening")?)?,
            at,
            by: Arc::clone(by),
            reason: text(details, "reason").ok()?.unwrap_or_default(),
            after: Kept::read(details)?,
        })
    }
}

impl Kept {
    /// As words by name; what is not set is left out.
    pub fn details(&self) -> Details {
        let mut details = Details::new();
        put(&mut details, "state", self.axes.state.word());
        put(&mut details, "occurrence", &self.occurrence.0.to_string());
        put_time(&mut details, "raised", self.raised);
        put_time(&mut details, "returned", self.returned);
        if let Some((at, by)) = &self.acknowledged {
            put_time(&mut details, "acknowledged", Some(*at));
            details.insert("acknowledged_by".into(), Arc::clone(by));
        }
        if let Some(value) = self.value {
            put(&mut details, "value", &value.to_string());
        }
        if self.while_down {
            put(&mut details, "while_down", "true");
        }
        match &self.axes.shelving {
            Shelving::Unshelved => {}
            Shelving::Timed { until, since, reason, by } => {
                put(&mut details, "shelved", "timed");
                put_time(&mut details, "shelved_until", Some(*until));
                put_aside(&mut details, "shelved", *since, reason, by);
            }
            Shelving::OneShot { since, reason, by } => {
                put(&mut details, "shelved", "once");
                put_aside(&mut details, "shelved", *since, reason, by);
            }
        }
        put_time(&mut details, "suppressed_since", self.axes.suppressed);
        if let Some((since, reason, by)) = &self.axes.out_of_service {
            put_aside(&mut details, "out_of_service", *since, reason, by);
        }
        details
    }

    /// From words by name; `None` where they are not what [`Kept::details`] writes. Names it does not know are
    /// passed over.
    pub fn read(details: &Details) -> Option<Self> {
        let shelving = match details.get("shelved").map(|word| &**word) {
            None => Shelving::Unshelved,
            Some("timed") => {
                let (since, reason, by) = aside(details, "shelved").ok()??;
                Shelving::Timed { until: time(details, "shelved_until").ok()??, since, reason, by }
            }
            Some("once") => {
                let (since, reason, by) = aside(details, "shelved").ok()??;
                Shelving::OneShot { since, reason, by }
            }
            Some(_) => return None,
        };
        Some(Self {
            axes: Axes {
                state: State::parse(details.get("state")?)?,
                shelving,
                suppressed: time(details, "suppressed_since").ok()?,
                out_of_service: aside(details, "out_of_service").ok()?,
            },
            occurrence: Occurrence(details.get("occurrence")?.parse().ok()?),
            raised: time(details, "raised").ok()?,
            returned: time(details, "returned").ok()?,
            acknowledged: match (time(details, "acknowledged").ok()?, text(details, "acknowledged_by").ok()?)
            {
                (Some(at), Some(by)) => Some((at, by)),
                (None, None) => None,
                (Some(_), None) | (None, Some(_)) => return None,
            },
            value: number(details, "value").ok()?,
            while_down: match details.get("while_down").map(|word| &**word) {
                None => false,
                Some("true") => true,
                Some(_) => return None,
            },
        })
    }
}

fn put(details: &mut Details, name: &str, word: &str) {
    details.insert(name.into(), word.into());
}

fn put_time(details: &mut Details, name: &str, time: Option<Timestamp>) {
    if let Some(time) = time {
        put(details, name, &time.rfc3339());
    }
}

fn put_aside(details: &mut Details, what: &str, since: Timestamp, reason: &Arc<str>, by: &Arc<str>) {
    put_time(details, &format!("{what}_since"), Some(since));
    details.insert(format!("{what}_reason").into(), Arc::clone(reason));
    details.insert(format!("{what}_by").into(), Arc::clone(by));
}

/// A detail is there, but it is not one of ours.
#[derive(Debug)]
struct Foreign;

fn time(details: &Details, name: &str) -> Result<Option<Timestamp>, Foreign> {
    let Some(word) = details.get(name) else { return Ok(None) };
    Timestamp::parse(word).ok_or(Foreign).map(Some)
}

fn number(details: &Details, name: &str) -> Result<Option<f64>, Foreign> {
    let Some(word) = details.get(name) else { return Ok(None) };
    word.parse().ok().filter(|number: &f64| number.is_finite()).ok_or(Foreign).map(Some)
}

fn text(details: &Details, name: &str) -> Result<Option<Arc<str>>, Foreign> {
    let Some(word) = details.get(name) else { return Ok(None) };
    if word.len() <= TEXT_MOST { Ok(Some(Arc::clone(word))) } else { Err(Foreign) }
}

/// Since when, why, by whom.
type Aside = (Timestamp, Arc<str>, Arc<str>);

/// All three or none.
fn aside(details: &Details, what: &str) -> Result<Option<Aside>, Foreign> {
    let since = time(details, &format!("{what}_since"))?;
    let reason = text(details, &format!("{what}_reason"))?;
    let by = text(details, &format!("{what}_by"))?;
    match (since, reason, by) {
        (None, None, None) => Ok(None),
        (Some(since), Some(reason), Some(by)) => Ok(Some((since, reason, by))),
        (Some(_) | None, Some(_) | None, Some(_) | None) => Err(Foreign),
    }
}

#[cfg(test)]
mod tests;
