//! Alarms that nobody has to type: links, units, overruns, and the station's own disk.

use std::sync::Arc;
use std::time::Duration;

use crate::alarm::{Alarm, Condition, Priority};
use crate::expression::Expression;
use crate::layout::build::alarms::{DOWN_ON_DELAY, Maker};
use crate::tag::TagIndex;

/// How long a missed scan slot keeps its alarm.
const OVERRUN_OVER: Duration = Duration::from_secs(60);
/// A link that comes back must hold before its alarm returns, so that a flapping one does not chatter.
const UP_OFF_DELAY: Duration = Duration::from_secs(10);

/// What is said about one kind of trouble.
struct Words {
    text: &'static str,
    cause: &'static str,
    consequence: &'static str,
    response: &'static str,
    minutes: u64,
}

const DEVICE: Words = Words {
    text: "Does not answer",
    cause: "Power, network cable or switch; address or firewall; the device restarts",
    consequence: "All its values are old, and nothing can be commanded through it",
    response: "Run the process on local displays. See the device's page for the reason, check power and \
               network, call maintenance",
    minutes: 10,
};
const UNIT: Words = Words {
    text: "Does not answer",
    cause: "Radio or serial line behind the gateway, power of the unit, wrong unit number",
    consequence: "Its values are old, and nothing can be commanded through it",
    response: "See the device's page for time-outs and exceptions, check line and power of the unit, call \
               maintenance",
    minutes: 30,
};
const OVERRUN: Words = Words {
    text: "Read less often than planned",
    cause: "Slow answers, too many requests for the line, or repeated time-outs",
    consequence: "Values and trends of this device come later than the display says",
    response: "Look at duty and round trip on the device's page. Where it lasts, let maintenance check the \
               line or lengthen the scan period",
    minutes: 60,
};

/// The station's own tags with their titles.
const STATION: [(&str, &str, Words); 3] = [
    (
        "sys.station.recording",
        "Recording",
        Words {
            text: "Recording fails",
            cause: "The disk is full, slow or broken, or the data folder cannot be written",
            consequence: "Trends have a gap from now on",
            response: "Free or replace the disk of the data folder. Note important values by hand meanwhile",
            minutes: 30,
        },
    ),
    (
        "sys.station.journal",
        "Journal",
        Words {
            text: "Journal cannot be written",
            cause: "The disk is full, slow or broken, or the data folder cannot be written",
            consequence: "Alarms, commands and acknowledgements are not on record",
            response: "Free or replace the disk of the data folder. Write down what you command meanwhile",
            minutes: 15,
        },
    ),
    (
        "sys.station.disk",
        "Disk of the data folder",
        Words {
            text: "Nearly full",
            cause: "Other files on the disk, or a retention longer than the disk is large",
            consequence: "The oldest recordings go, then recording and journal stop",
            response: "Remove what does not belong there, or shorten the retention in plant.toml",
            minutes: 480,
        },
    ),
];

impl Maker<'_> {
    /// All of them, in the order of the devices.
    pub(super) fn built_in(&self) -> Vec<Alarm> {
        let mut alarms = Vec::new();
        for device in &self.builder.devices {
            let named = if device.title.is_empty() || device.title == device.id {
                device.id.to_string()
            } else {
                format!("{} {}", device.id, device.title)
            };
            let connected = format!("sys.{}.connected", device.id);
            alarms.extend(self.own(&connected, &named, Priority::Medium, &DEVICE));
            for (unit, tag) in self.units(&device.id) {
                let title = device.units.iter().find(|known| u16::from(known.unit.0) == unit);
                let title = title.map_or_else(
                    || format!("{named}, unit {unit}"),
                    |known| format!("{} unit {unit} {}", device.id, known.title),
                );
                // With the link down all its units are silent: that is one alarm, not many.
                let resolve = |id: &str| self.builder.names.tags.get(id).copied();
                let down = Expression::parse(&format!("[{connected}] == 0"), &resolve).ok().map(Arc::new);
                alarms.extend(
                    self.own(&tag, &title, Priority::Low, &UNIT)
                        .map(|alarm| Alarm { suppressed_while: down, ..alarm }),
                );
            }
            let overruns = self.own(&format!("sys.{}.overruns", device.id), &named, Priority::Low, &OVERRUN);
            alarms.extend(overruns.map(|alarm| Alarm {
                id: format!("sys.{}.overruns.overrun", device.id).into(),
                condition: Condition::Overrun { over: OVERRUN_OVER },
                on_delay: Duration::ZERO,
                off_delay: Duration::ZERO,
                ..alarm
            }));
        }
        for (tag, title, words) in &STATION {
            alarms.extend(self.own(tag, title, Priority::Medium, words).map(|alarm| Alarm {
                id: format!("{tag}.disk").into(),
                condition: Condition::Disk,
                ..alarm
            }));
        }
        alarms
    }

    /// Unit numbers of a device with the tags that tell whether they answer, in the order of the numbers.
    fn units(&self, device: &str) -> Vec<(u16, Arc<str>)> {
        let start: Arc<str> = format!("sys.{device}.").into();
        let tags = self.builder.names.tags.range(Arc::clone(&start)..).map(|(id, _)| id);
        let of_device = tags.take_while(|id| id.starts_with(&*start));
        let unit = |id: &Arc<str>| id.strip_prefix(&*start)?.strip_suffix(".online")?.parse().ok();
        let mut units: Vec<(u16, Arc<str>)> =
            of_device.filter_map(|id| Some((unit(id)?, Arc::clone(id)))).collect();
        units.sort_unstable();
        units
    }

    /// An alarm at one of the station's own tags, as for a device that is down; `None` without the tag.
    fn own(&self, tag: &str, title: &str, priority: Priority, says: &Words) -> Option<Alarm> {
        let index: TagIndex = *self.builder.names.tags.get(tag)?;
        let condition = Condition::DeviceDown;
        let of = self.plant.tag(index)?;
        Some(Alarm {
            id: format!("{tag}.{}", condition.word()).into(),
            tag: index,
            title: title.into(),
            text: says.text.into(),
            area: self.areas.area(of),
            equipment: None,
            condition,
            deadband: 0.0,
            on_delay: DOWN_ON_DELAY,
            off_delay: UP_OFF_DELAY,
            priority,
            latching: false,
            class: Arc::from(""),
            cause: says.cause.into(),
            consequence: says.consequence.into(),
            response: says.response.into(),
            time_to_respond: Some(Duration::from_secs(says.minutes * 60)),
            display: self.shown_on.display(index, index, None),
            suppressed_while: None,
            shelve_at_most: self.rules.shelve_at_most(priority),
        })
    }
}
