//! `pilothouse plan`: what would be asked of each device, and how long it would take, before asking.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::cli::{Outcome, load, say};
use crate::device::{Device, DeviceIndex, PeriodLoad, PlannedBlock, PollPlan, Table};
use crate::plant::Plant;

#[derive(Debug, Args)]
#[command(after_help = "Times rest on each device's expected_round_trip; a running station measures them.\n\
                        Slack is what is left of a period at worst. Exits 1 when a device cannot keep its periods.")]
pub(super) struct Plan {
    /// The layout's folder
    layout: PathBuf,
}

impl Plan {
    pub(super) fn run(self) -> Outcome {
        let plant = load(&self.layout)?;
        let mut kept = true;
        for (index, device) in (0u16..).map(DeviceIndex).zip(&plant.devices) {
            kept &= device_plan(&plant, index, device);
        }
        Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Prints one device's plan; tells whether its periods can be kept.
fn device_plan(plant: &Plant, index: DeviceIndex, device: &Device) -> bool {
    let plan = PollPlan::new(index, device, &plant.sources);
    let tags: usize = plan.blocks.iter().map(|block| block.tags.len()).sum();
    say(&format!(
        "{}  {}  {}:{}  {tags} tags in {} requests, line busy {:.1} %",
        device.id,
        device.title,
        device.host,
        device.port,
        plan.blocks.len(),
        plan.duty() * 100.0
    ));
    say("  unit table     from     to  count  tags  bytes  planned  period");
    for block in &plan.blocks {
        say(&block_line(block));
    }
    let loads = plan.loads();
    for load in &loads {
        say(&load_line(load));
    }
    for tag in &plan.unreadable {
        if let Some(tag) = plant.tag(*tag) {
            say(&format!("  {} cannot be read: it is wider than the device's limits allow", tag.id));
        }
    }
    say("");
    plan.unreadable.is_empty() && loads.iter().all(|load| load.slack.is_some())
}

fn block_line(block: &PlannedBlock) -> String {
    format!(
        "  {:>4} {:8} {:>5}  {:>5}  {:>5} {:>5}  {:>5}  {:>7}  {:>6}",
        block.unit.0,
        table(block.table),
        block.start,
        u32::from(block.start) + u32::from(block.count).saturating_sub(1),
        block.count,
        block.tags.len(),
        block.bytes,
        millis(block.planned),
        millis(block.period),
    )
}

fn load_line(load: &PeriodLoad) -> String {
    let slack = load.slack.map_or_else(|| "NONE: it cannot be kept".to_owned(), millis);
    format!(
        "  every {}: {} tags, {} requests, {} bytes, {}; slack {slack}",
        millis(load.period),
        load.tags,
        load.blocks,
        load.bytes,
        millis(load.time),
    )
}

const fn table(table: Table) -> &'static str {
    match table {
        Table::Coil => "coil",
        Table::DiscreteInput => "discrete",
        Table::InputRegister => "input",
        Table::HoldingRegister => "holding",
    }
}

fn millis(span: Duration) -> String {
    format!("{} ms", span.as_millis())
}
