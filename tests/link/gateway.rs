//! Several units behind one endpoint.

use std::time::Duration;

use pilothouse::device::{Encoding, LinkState, UnitState};
use pilothouse::tag::Bad;

use crate::rig::{Rig, Row, plant};
use crate::server::{Act, Server};

const UNITS: [Row<'static>; 7] = [
    (1, "holding:10", Encoding::U16, 200),
    (2, "holding:20", Encoding::U16, 200),
    (3, "holding:30", Encoding::U16, 200),
    (4, "holding:40", Encoding::U16, 200),
    (5, "holding:50", Encoding::U16, 200),
    (6, "holding:60", Encoding::U16, 200),
    (7, "holding:70", Encoding::U16, 200),
];

#[tokio::test]
async fn dead_units_leave_the_live_ones_their_rate_and_come_back() {
    let server =
        Server::start(|asked| if asked.unit() <= 2 { vec![Act::Send(asked.proper())] } else { Vec::new() })
            .await;
    let mut rig = Rig::start(plant(server.port, &UNITS));
    rig.until("sorted", |rig| {
        (0..2).all(|tag| rig.good(tag)) && (2..7).all(|tag| rig.bad(tag, Bad::NoCommunication))
    })
    .await;
    rig.forget();
    let end = rig.now().after(Duration::from_secs(4)).steady;
    rig.until("4 s", |rig| rig.now().steady >= end).await;
    // 20 slots each.
    assert!(rig.goods(0) >= 16 && rig.goods(1) >= 16, "{} {}", rig.goods(0), rig.goods(1));
    assert_eq!(server.connections(), 1, "a silent unit never resets its neighbours");
    server.now(|asked| vec![Act::Send(asked.proper())]);
    rig.within("back", Duration::from_secs(35), |rig| (0..7).all(|tag| rig.good(tag))).await;
}

#[tokio::test]
async fn a_unit_the_gateway_cannot_reach_is_offline_and_the_link_is_not() {
    for code in [10, 11] {
        let server = Server::start(move |asked| {
            vec![Act::Send(if asked.unit() == 1 { asked.proper() } else { asked.exception(code) })]
        })
        .await;
        let mut rig = Rig::start(plant(server.port, &UNITS[..2]));
        rig.until("told", |rig| rig.good(0) && rig.bad(1, Bad::DeviceException(code))).await;
        let offline = rig.units.iter().find_map(|(unit, state)| match state {
            UnitState::Offline { reason, .. } => Some((*unit, reason.to_string())),
            _ => None,
        });
        let (unit, reason) = offline.unwrap();
        assert_eq!(unit, 2);
        assert!(
            reason.starts_with("gateway: ") && reason.ends_with(&format!("(exception {code})")),
            "{reason}"
        );
        assert_eq!(rig.links.last(), Some(&LinkState::Connected));
        server.now(|asked| vec![Act::Send(asked.proper())]);
        rig.until("back", |rig| rig.good(1)).await;
    }
}
