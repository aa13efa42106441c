//! Orders of the engine: what is taken in while the link is up, and what while it is down.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::driver::modbus::endpoint::{Ended, Endpoint};
use crate::message::Order;
use crate::plant::Plant;

/// Writes that wait for the line; more are told as not sent.
const WRITES_MAX: usize = 64;

/// The orders' channel; once it is closed there are no more.
#[derive(Debug)]
pub(super) struct Orders(Option<mpsc::Receiver<Order>>);

impl Endpoint {
    /// Takes an order while the link is up.
    pub(super) async fn take(&mut self, order: Order) -> Result<(), Ended> {
        match order {
            Order::Write(order) if self.writes.len() >= WRITES_MAX => {
                self.tell_not_sent(order.command, "too many writes are waiting".into()).await
            }
            Order::Write(order) => {
                self.writes.push_back(order);
                Ok(())
            }
            Order::Watch(tags) => {
                self.schedule.watch(&tags);
                Ok(())
            }
            Order::Replan(plant) => self.replan(plant).await,
        }
    }

    /// Takes an order while the link is down: a write is told as not sent, and why.
    pub(super) async fn take_while_down(&mut self, order: Order, reason: &str) -> Result<(), Ended> {
        match order {
            Order::Write(order) => self.tell_not_sent(order.command, reason.into()).await,
            Order::Watch(_) => self.take(order).await,
            Order::Replan(plant) => {
                self.replan(plant).await?;
                let told_before = std::mem::take(&mut self.told_down);
                if told_before { self.tell_down().await } else { Ok(()) }
            }
        }
    }

    /// Polls by a changed layout from now on; one without this device changes nothing.
    async fn replan(&mut self, plant: Arc<Plant>) -> Result<(), Ended> {
        let Some(definition) = plant.device(self.device) else { return Ok(()) };
        self.schedule = self.schedule.replanned(self.device, definition, &plant.sources, self.clock.now());
        self.definition = definition.clone();
        self.plant = plant;
        self.tell_unreadable().await
    }

    /// Puts a write with those that wait; nothing else matters any more.
    pub(super) fn queue(&mut self, order: Order) {
        match order {
            Order::Write(order) => self.writes.push_back(order),
            Order::Watch(_) | Order::Replan(_) => {}
        }
    }

    /// Tells the writes that wait as not sent, and why.
    pub(super) async fn refuse_writes(&mut self, reason: &str) -> Result<(), Ended> {
        while let Some(order) = self.writes.pop_front() {
            self.tell_not_sent(order.command, reason.into()).await?;
        }
        Ok(())
    }
}

impl Orders {
    /// From the engine.
    pub(super) const fn new(orders: mpsc::Receiver<Order>) -> Self {
        Self(Some(orders))
    }

    /// The next order; never, once the channel is closed.
    pub(super) async fn next(&mut self) -> Order {
        if let Some(orders) = &mut self.0
            && let Some(order) = orders.recv().await
        {
            return order;
        }
        self.0 = None;
        std::future::pending().await
    }

    /// An order that is already there.
    pub(super) fn waiting(&mut self) -> Option<Order> {
        self.0.as_mut()?.try_recv().ok()
    }
}
