//! Each function code, by its bytes.

use std::time::Duration;

use pilothouse::command::WriteOutcome;
use pilothouse::device::{Encoding, LinkState, WriteRequest};
use pilothouse::tag::Value;

use crate::rig::{Rig, plant};
use crate::server::Server;

#[tokio::test]
async fn reads_every_table_by_its_function() {
    let server = Server::proper().await;
    let mut rig = Rig::start(plant(
        server.port,
        &[
            (1, "coil:3", Encoding::Bit, 100),
            (1, "discrete:4", Encoding::Bit, 100),
            (1, "holding:258", Encoding::U16, 100),
            (17, "input:5", Encoding::U32, 100),
        ],
    ));
    rig.until("all good", |rig| (0..4).all(|tag| rig.good(tag))).await;
    assert_eq!(rig.value(0), Some(&Value::Bool(true)));
    assert_eq!(rig.value(1), Some(&Value::Bool(false)));
    assert_eq!(rig.value(2), Some(&Value::UInt(258)));
    assert_eq!(rig.value(3), Some(&Value::UInt(0x0005_0006)));
    let read_coil_3 = [0, 1, 0, 0, 0, 6, 1, 0x01, 0x00, 0x03, 0x00, 0x01];
    let read_discrete_4 = [0, 2, 0, 0, 0, 6, 1, 0x02, 0x00, 0x04, 0x00, 0x01];
    let read_holding_258 = [0, 3, 0, 0, 0, 6, 1, 0x03, 0x01, 0x02, 0x00, 0x01];
    let read_input_5_and_6_of_unit_17 = [0, 4, 0, 0, 0, 6, 17, 0x04, 0x00, 0x05, 0x00, 0x02];
    let frames: Vec<Vec<u8>> = server.asked().into_iter().take(4).map(|asked| asked.frame).collect();
    assert_eq!(
        frames,
        [read_coil_3, read_discrete_4, read_holding_258, read_input_5_and_6_of_unit_17].map(|f| f.to_vec())
    );
    assert!(rig.links.contains(&LinkState::Connected));
}

#[tokio::test]
async fn writes_by_every_function_and_reads_back_at_once() {
    let server = Server::proper().await;
    let mut rig = Rig::start(plant(server.port, &[(1, "holding:12", Encoding::U16, 60_000)]));
    rig.until("good", |rig| rig.good(0)).await;
    let cases: [(WriteRequest, &[u8]); 4] = [
        (WriteRequest::Coil { address: 0x00AC, on: true }, &[0x05, 0x00, 0xAC, 0xFF, 0x00]),
        (WriteRequest::Register { address: 1, content: 3 }, &[0x06, 0x00, 0x01, 0x00, 0x03]),
        (
            WriteRequest::Coils {
                address: 19,
                on: [1, 0, 1, 1, 0, 0, 1, 1, 1, 0].map(|bit| bit == 1).to_vec(),
            },
            &[0x0F, 0x00, 0x13, 0x00, 0x0A, 0x02, 0xCD, 0x01],
        ),
        (
            WriteRequest::Registers { address: 1, contents: vec![0x000A, 0x0102] },
            &[0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01, 0x02],
        ),
    ];
    for (id, (request, pdu)) in (1u64..).zip(cases) {
        rig.forget();
        rig.write(id, request).await;
        rig.until("ended and read back", |rig| rig.outcome(id).is_some() && rig.good(0)).await;
        assert_eq!(rig.outcome(id), Some(&WriteOutcome::Done));
        let asked = server.asked();
        assert_eq!(asked[asked.len() - 2].pdu(), pdu);
        assert_eq!(asked[asked.len() - 1].pdu(), [0x03, 0x00, 0x0C, 0x00, 0x01]);
    }
    assert_eq!(rig.sent.len(), 4);
}

#[tokio::test]
async fn samples_are_no_fresher_than_their_request() {
    let server =
        Server::start(|asked| vec![crate::server::Act::SendAfter(Duration::from_millis(80), asked.proper())])
            .await;
    let before = pilothouse::time::Clock::now(&*Rig::start(plant(1, &[])).clock).utc;
    let mut rig = Rig::start(plant(server.port, &[(1, "holding:1", Encoding::U16, 100)]));
    rig.until("good", |rig| rig.good(0)).await;
    let sample = rig.last(0).unwrap();
    assert!(sample.source().utc >= before);
    let took = sample.received().steady.since(sample.source().steady);
    assert!(took >= Duration::from_millis(80), "{took:?}");
}

#[tokio::test]
async fn tells_status_with_plan_frames_and_round_trips() {
    let server = Server::proper().await;
    let mut rig = Rig::start(plant(
        server.port,
        &[(1, "holding:0", Encoding::U16, 50), (1, "holding:200", Encoding::U16, 50)],
    ));
    rig.until("frames told", |rig| {
        rig.status
            .as_ref()
            .is_some_and(|status| status.statistics.units.len() == 1 && status.frames.len() == 64)
    })
    .await;
    let status = rig.status.clone().unwrap();
    assert_eq!(status.link, LinkState::Connected);
    assert_eq!(status.blocks.len(), 2);
    assert!(status.blocks.iter().all(|block| block.actual.is_some() && block.last_good.is_some()));
    let unit = status.statistics.units.values().next().unwrap();
    assert!(unit.answers > 20 && unit.round_trip.p50 <= unit.round_trip.p95);
    assert_eq!((status.statistics.connects, status.statistics.stale_frames), (1, 0));
    assert_eq!(status.statistics.bytes_sent % 12, 0);
    assert!(status.frames.iter().any(|frame| &*frame.note == "read 1 holding from 200"));
    assert!(status.frames.iter().any(|frame| frame.note.starts_with("after ")));
}
