//! The owner of one endpoint: dials, serves, waits, and tells the engine what is.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Sender;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};

use crate::command::CommandId;
use crate::device::{
    Backoff, Device, DeviceIndex, LinkState, Meter, Next, RETRY_PAUSE_MAX, Schedule, Timing,
};
use crate::driver::modbus::dial::dial;
use crate::driver::modbus::exchange::Link;
use crate::driver::modbus::orders::Orders;
use crate::driver::modbus::outbox::Outbox;
use crate::driver::modbus::trace::Trace;
use crate::driver::modbus::wire::{Incoming, Wire};
use crate::message::{DeviceStatus, FieldMessage, Order, WriteOrder};
use crate::plant::Plant;
use crate::tag::Bad;
use crate::time::{Clock, Moment, Steady};

/// How often the whole status is told.
const STATUS_PERIOD: Duration = Duration::from_millis(500);

/// Everything the task owns but the connection.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) device: DeviceIndex,
    pub(super) definition: Device,
    pub(super) plant: Arc<Plant>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) outbox: Outbox,
    pub(super) schedule: Schedule,
    pub(super) meter: Meter,
    pub(super) trace: Trace,
    pub(super) backoff: Backoff,
    /// Orders taken before.
    pub(super) taken: VecDeque<CommandId>,
    pub(super) orders: Orders,
    stop: watch::Receiver<bool>,
    /// Orders that wait for the line.
    pub(super) writes: VecDeque<WriteOrder>,
    link: LinkState,
    link_since: Moment,
    status_due: Steady,
    /// Whether all tags know that the link is down.
    pub(super) told_down: bool,
}

/// Why a connection, or the whole task, ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The station stops, or nobody listens.
    Stopped,
    /// The connection broke: why, in words.
    Lost(Arc<str>),
    /// The connection is of no use any more; another one may be.
    Redial,
}

impl Endpoint {
    /// Not started; `None` if the plant has no such device.
    pub(super) fn new(
        device: DeviceIndex,
        plant: Arc<Plant>,
        clock: Arc<dyn Clock>,
        field: Sender<FieldMessage>,
        orders: mpsc::Receiver<Order>,
        stop: watch::Receiver<bool>,
    ) -> Option<Self> {
        let definition = plant.device(device)?.clone();
        let now = clock.now();
        Some(Self {
            device,
            schedule: Schedule::new(device, &definition, &plant.sources, now),
            backoff: Backoff::seeded(&definition.id, None),
            definition,
            plant,
            clock,
            outbox: Outbox::new(field, stop.clone()),
            meter: Meter::default(),
            trace: Trace::default(),
            taken: VecDeque::new(),
            orders: Orders::new(orders),
            stop,
            writes: VecDeque::new(),
            link: LinkState::Idle,
            link_since: now,
            status_due: now.steady,
            told_down: false,
        })
    }

    /// Runs until the station stops.
    pub(super) async fn run(mut self) {
        let _ = self.live().await;
        while let Some(order) = self.orders.waiting() {
            self.queue(order);
        }
        let _ = self.refuse_writes("the station stops").await;
        // The last counters: a short run must not end with those of half a second ago.
        self.status_due = self.clock.now().steady;
        let _ = self.tick().await;
    }

    /// How long things may take.
    pub(super) const fn timing(&self) -> &Timing {
        &self.definition.timing
    }

    /// When the status is to be told again.
    pub(super) const fn status_due(&self) -> Steady {
        self.status_due
    }

    /// Words about the connection, the address last.
    pub(super) fn with_address(&self, reason: &str) -> Arc<str> {
        format!("{reason}: {}:{}", self.definition.host, self.definition.port).into()
    }

    /// Takes the wire's counters over.
    pub(super) fn collect(&mut self, wire: &mut Wire) {
        let counts = std::mem::take(&mut wire.counts);
        let link = &mut self.meter.link;
        link.bytes_sent += counts.sent;
        link.bytes_received += counts.received;
        link.stale_frames += counts.stale;
        link.wrong_unit_frames += counts.wrong_unit;
        link.broken_frames += counts.broken;
    }

    /// Tells the whole status, if it is time.
    pub(super) async fn tick(&mut self) -> Result<(), Ended> {
        let now = self.clock.now();
        if now.steady < self.status_due {
            return Ok(());
        }
        self.status_due = now.steady.after(STATUS_PERIOD);
        self.meter.link.overruns = self.schedule.overruns();
        let status = Arc::new(DeviceStatus {
            link: self.link.clone(),
            link_since: self.link_since,
            units: self.schedule.units(),
            statistics: self.meter.statistics(now),
            blocks: self.schedule.blocks(),
            frames: self.trace.frames(),
        });
        self.outbox
            .send(FieldMessage::Status { layout: self.plant.hash.clone(), device: self.device, status })
            .await
    }

    /// Tells whether an open connection answers, if that changed.
    pub(super) async fn tell_link(&mut self) -> Result<(), Ended> {
        let state = if self.schedule.silent() { LinkState::Silent } else { LinkState::Connected };
        if self.link == state { Ok(()) } else { self.set_link(state).await }
    }

    async fn live(&mut self) -> Result<(), Ended> {
        self.tell_unreadable().await?;
        loop {
            // A connection that is dialled again because nothing answers was up all the time.
            if !matches!(self.link, LinkState::Silent | LinkState::Connected) {
                self.set_link(LinkState::Connecting).await?;
            }
            let Device { host, port, timing, .. } = &self.definition;
            let dialling = dial(host.clone(), *port, timing.connect);
            match self.while_down(dialling, "not connected").await? {
                Ok(stream) => match self.serve(stream).await {
                    Ok(()) | Err(Ended::Stopped) => return Ok(()),
                    Err(Ended::Lost(reason)) => self.down(reason).await?,
                    Err(Ended::Redial) => self.close("the connection is dialled again").await?,
                },
                Err(reason) => {
                    self.meter.link.connect_failures += 1;
                    self.down(reason.into()).await?;
                }
            }
        }
    }

    async fn serve(&mut self, stream: TcpStream) -> Result<(), Ended> {
        self.meter.link.connects += 1;
        let wire = Wire::new(stream, self.clock.clone(), self.definition.ignore_transaction_id);
        let mut link = Link::new(wire);
        let pause = self.timing().pause_after_connect;
        self.while_down(tokio::time::sleep(pause), "not connected").await?;
        // What was ordered while there was no connection must not leave by this one.
        while let Some(order) = self.orders.waiting() {
            self.take_while_down(order, "not connected").await?;
        }
        self.told_down = false;
        self.schedule.connected(self.clock.now());
        self.tell_link().await?;
        let ended = self.serve_link(&mut link).await;
        self.collect(&mut link.wire);
        self.meter.link.disconnects += 1;
        ended
    }

    async fn serve_link(&mut self, link: &mut Link) -> Result<(), Ended> {
        while !self.outbox.stopped() {
            while let Some(order) = self.orders.waiting() {
                self.take(order).await?;
            }
            self.tick().await?;
            if let Some(order) = self.writes.pop_front() {
                self.write(link, order).await?;
                continue;
            }
            match self.schedule.next(self.clock.now()) {
                Next::Read(read) => self.read(link, read).await?,
                Next::Idle(until) => self.idle(link, until).await?,
            }
        }
        Ok(())
    }

    /// Nothing to send until a moment: waits for orders, and for what comes unasked.
    async fn idle(&mut self, link: &mut Link, until: Option<Steady>) -> Result<(), Ended> {
        let wake = until.map_or(self.status_due, |until| until.min(self.status_due));
        let wait = wake.since(self.clock.now().steady);
        tokio::select! {
            biased;
            order = self.orders.next() => self.take(order).await,
            incoming = link.wire.incoming(&mut self.trace) => match incoming {
                Ok(Incoming::Late(unit)) => {
                    self.schedule.heard(unit, self.clock.now());
                    Ok(())
                }
                Ok(Incoming::Answer(_)) => Ok(()),
                Err(reason) => Err(Ended::Lost(self.with_address(&reason))),
            },
            _ = self.stop.changed() => Ok(()),
            () = tokio::time::sleep(wait) => {
                self.collect(&mut link.wire);
                Ok(())
            }
        }
    }

    /// The link is down: tells it, refuses what waits, and waits itself.
    async fn down(&mut self, reason: Arc<str>) -> Result<(), Ended> {
        let pause = self.backoff.next_pause(RETRY_PAUSE_MAX);
        let retry_at = self.clock.now().after(pause);
        self.tell_down().await?;
        self.set_link(LinkState::Waiting { retry_at, reason: reason.clone() }).await?;
        self.close("the connection was lost").await?;
        let refusal = format!("not connected: {reason}");
        self.while_down(tokio::time::sleep(pause), &refusal).await
    }

    /// Nothing outlives a connection: neither what units said nor what waited to be written.
    async fn close(&mut self, reason: &str) -> Result<(), Ended> {
        let now = self.clock.now();
        let effects = self.schedule.disconnected();
        self.apply(effects, now, now).await?;
        while let Some(order) = self.orders.waiting() {
            self.take_while_down(order, reason).await?;
        }
        self.refuse_writes(reason).await
    }

    /// All tags lose their Good at once, when the link is lost.
    pub(super) async fn tell_down(&mut self) -> Result<(), Ended> {
        if self.told_down {
            return Ok(());
        }
        self.told_down = true;
        let now = self.clock.now();
        self.tell_bad(self.schedule.tags(), Bad::NotConnected, now, now).await
    }

    pub(super) async fn tell_unreadable(&self) -> Result<(), Ended> {
        let now = self.clock.now();
        let tags = self.schedule.unreadable().clone();
        self.tell_bad(tags.iter().copied(), Bad::ConfigurationError, now, now).await
    }

    async fn set_link(&mut self, state: LinkState) -> Result<(), Ended> {
        let at = self.clock.now();
        self.link = state.clone();
        self.link_since = at;
        self.outbox
            .send(FieldMessage::Link { layout: self.plant.hash.clone(), device: self.device, state, at })
            .await
    }

    /// Waits for something while there is no connection: orders are answered, the status is told.
    async fn while_down<T>(&mut self, waited: impl Future<Output = T>, reason: &str) -> Result<T, Ended> {
        let mut waited = std::pin::pin!(waited);
        loop {
            if self.outbox.stopped() {
                return Err(Ended::Stopped);
            }
            self.tick().await?;
            let wait = self.status_due.since(self.clock.now().steady);
            tokio::select! {
                biased;
                order = self.orders.next() => self.take_while_down(order, reason).await?,
                done = &mut waited => return Ok(done),
                _ = self.stop.changed() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }
}
