//! Reads: from the schedule's request to samples.

use std::sync::Arc;
use std::time::Duration;

use crate::command::exception_meaning;
use crate::device::{Effects, Ending, Failure, Read, Words};
use crate::driver::modbus::endpoint::{Ended, Endpoint};
use crate::driver::modbus::exchange::{Link, Reply};
use crate::driver::modbus::requests::{self, Contents};
use crate::driver::modbus::trace::Note;
use crate::message::FieldMessage;
use crate::tag::{Bad, Quality, Sample, TagIndex};
use crate::time::{Moment, short};

impl Endpoint {
    /// Reads one block, or a piece of one, and tells what came of it.
    pub(super) async fn read(&mut self, link: &mut Link, read: Read) -> Result<(), Ended> {
        self.rest(link).await;
        let (reply, span) =
            self.exchange(link, read.unit, requests::read(&read), Note::Read(read), None).await?;
        let contents = match reply {
            Reply::Response(response) => {
                requests::check_read(&read, response).map_err(|how| Failure::Broken(how.0.into()))
            }
            Reply::Exception(code) => Err(Failure::Exception(code)),
            Reply::Timeout => Err(Failure::Timeout),
            Reply::Broken(how) | Reply::NotSent(how) => Err(Failure::Broken(how.into())),
            Reply::Lost { reason, .. } => return Err(Ended::Lost(reason)),
        };
        let now = span.ended;
        let (effects, settled) = match &contents {
            Ok(contents) => {
                let settled = self.settle(link, read.unit, &Ending::Answer, None, span);
                let samples = self.samples(&read, contents, span.asked, now);
                self.outbox
                    .send(FieldMessage::Samples {
                        layout: self.plant.hash.clone(),
                        device: self.device,
                        samples,
                    })
                    .await?;
                (self.schedule.answered(&read, now), settled)
            }
            Err(failure) => {
                let words = words(failure, self.timing().response);
                let settled = self.settle(link, read.unit, &ending(failure), Some(&words), span);
                (self.schedule.failed(&read, failure, &words, now), settled)
            }
        };
        self.apply(effects, span.asked, now).await?;
        self.tell_link().await?;
        settled
    }

    /// Tells what an outcome means for others.
    pub(super) async fn apply(&self, effects: Effects, asked: Moment, now: Moment) -> Result<(), Ended> {
        for (tags, bad) in effects.bad {
            self.tell_bad(tags.iter().copied(), bad, asked, now).await?;
        }
        for (unit, state) in effects.units {
            self.outbox
                .send(FieldMessage::Unit {
                    layout: self.plant.hash.clone(),
                    device: self.device,
                    unit,
                    state,
                    at: now,
                })
                .await?;
        }
        Ok(())
    }

    /// Tells tags that there is no value, and why; they keep their last one.
    pub(super) async fn tell_bad(
        &self,
        tags: impl Iterator<Item = TagIndex>,
        bad: Bad,
        asked: Moment,
        now: Moment,
    ) -> Result<(), Ended> {
        let sample = Sample::without_value(Quality::Bad(bad), asked, now);
        let samples: Vec<_> = tags.map(|tag| (tag, sample.clone())).collect();
        if samples.is_empty() {
            return Ok(());
        }
        self.outbox
            .send(FieldMessage::Samples { layout: self.plant.hash.clone(), device: self.device, samples })
            .await
    }

    /// The samples in the contents of a block: no fresher than the moment their request left.
    fn samples(
        &self,
        read: &Read,
        contents: &Contents,
        asked: Moment,
        now: Moment,
    ) -> Vec<(TagIndex, Sample)> {
        let fields = self.schedule.fields(read);
        let mut samples = Vec::with_capacity(fields.len());
        for field in fields {
            let (value, quality) = self.value(field.source as usize, read, contents);
            let sample = match value {
                Some(value) => Sample::new(value, quality, asked, now),
                None => Sample::without_value(quality, asked, now),
            };
            samples.push((field.tag, sample));
        }
        samples
    }

    fn value(&self, source: usize, read: &Read, contents: &Contents) -> (Option<crate::tag::Value>, Quality) {
        const WRONG: (Option<crate::tag::Value>, Quality) = (None, Quality::Bad(Bad::ConfigurationError));
        let Some(source) = self.plant.sources.get(source) else { return WRONG };
        let Some(tag) = self.plant.tag(source.tag) else { return WRONG };
        let at = |address: u16| usize::from(address.wrapping_sub(read.start));
        let Some(words) = contents.words(at(source.address.offset), usize::from(source.width())) else {
            return WRONG;
        };
        let exponent = source.exponent.and_then(|address| match contents.words(at(address), 1) {
            Some(Words::Registers([register])) => source.decode_exponent(*register),
            Some(Words::Registers(_) | Words::Bits(_)) | None => None,
        });
        source.read(tag, words, exponent)
    }
}

/// A failure in words, with the response timeout.
pub(super) fn words(failure: &Failure, timeout: Duration) -> Arc<str> {
    match failure {
        Failure::Timeout => format!("no answer in {}", short(timeout)).into(),
        Failure::Exception(code @ (10 | 11)) => {
            format!("gateway: {} (exception {code})", exception_meaning(*code)).into()
        }
        Failure::Exception(code) => format!("{} (exception {code})", exception_meaning(*code)).into(),
        Failure::Broken(how) => format!("broken answer: {how}").into(),
    }
}

/// How a failure counts.
pub(super) fn ending(failure: &Failure) -> Ending {
    match failure {
        Failure::Timeout => Ending::Timeout,
        Failure::Exception(code) => Ending::Exception(*code),
        Failure::Broken(_) => Ending::Broken,
    }
}
