//! Answers that are late, broken, or not answers at all; servers that die or hang.

use std::time::Duration;

use pilothouse::device::{Encoding, LinkState};
use pilothouse::tag::{Bad, Quality, Value};
use pilothouse::time::Clock as _;

use crate::rig::{Rig, Row, plant};
use crate::server::{Act, Asked, Server};

const TWO: [Row<'static>; 2] =
    [(1, "holding:10", Encoding::U16, 200), (1, "holding:300", Encoding::U16, 200)];

/// Whether every value that was ever told for a tag is its own.
fn only_own_values(rig: &Rig, own: &[(u32, u64)]) -> bool {
    own.iter().all(|(tag, value)| {
        rig.samples.get(tag).is_none_or(|all| {
            all.iter().filter_map(|sample| sample.value()).all(|told| *told == Value::UInt(*value))
        })
    })
}

#[tokio::test]
async fn late_answers_never_become_another_tags_value_and_all_is_good_soon_after() {
    let server = Server::proper().await;
    let mut rig = Rig::start(plant(server.port, &TWO));
    rig.until("good", |rig| rig.good(0) && rig.good(1)).await;
    // The response timeout is 200 ms.
    server.now(|asked| vec![Act::SendAfter(Duration::from_millis(500), asked.proper())]);
    rig.until("lost", |rig| rig.bad(0, Bad::NoCommunication) && rig.bad(1, Bad::NoCommunication)).await;
    let stale = |rig: &Rig| rig.status.as_ref().map_or(0, |status| status.statistics.stale_frames);
    rig.until("late ones dropped", |rig| stale(rig) >= 6).await;
    let late = rig.status.clone().unwrap();
    assert!(late.frames.iter().any(|frame| &*frame.note == "late 0.5 s, dropped"), "{:?}", late.frames);
    server.now(|asked| vec![Act::Send(asked.proper())]);
    // T + P, and what a shared machine takes for itself.
    rig.within("good again", Duration::from_millis(400 + 200), |rig| rig.good(0) && rig.good(1)).await;
    assert!(only_own_values(&rig, &[(0, 10), (1, 300)]));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn broken_answers_are_bad_and_never_a_value_or_a_panic() {
    let cases: [(&str, &[u8]); 10] = [
        ("short", &[3, 2, 0, 1]),
        ("long", &[3, 6, 0, 1, 0, 2, 0, 3]),
        ("byte count too large", &[3, 200, 0, 1, 0, 2]),
        ("byte count too small", &[3, 2, 0, 1, 0, 2]),
        ("odd byte count", &[3, 3, 0, 1, 0]),
        ("no data", &[3]),
        ("another function", &[4, 4, 0, 1, 0, 2]),
        ("an exception of another function", &[0x84, 2]),
        ("an exception without a number", &[0x83]),
        ("a write's echo", &[6, 0, 10, 0, 1]),
    ];
    for (case, pdu) in cases {
        let server = Server::start(move |asked| vec![Act::Send(asked.framed(pdu))]).await;
        let mut rig = Rig::start(plant(server.port, &[(1, "holding:10", Encoding::U32, 100)]));
        rig.until(case, |rig| rig.bad(0, Bad::BrokenAnswer)).await;
        assert_eq!(rig.value(0), None, "{case}");
        server.now(|asked| vec![Act::Send(asked.proper())]);
        rig.until(case, |rig| rig.good(0)).await;
        assert_eq!(server.connections(), 1, "{case}");
    }
}

#[tokio::test]
async fn frames_of_another_unit_or_transaction_are_dropped() {
    for (case, at, value) in [("unit", 6, 9), ("transaction", 1, 0xFF), ("transaction", 0, 0xFF)] {
        let server = Server::proper().await;
        let mut rig = Rig::start(plant(server.port, &TWO));
        rig.until("good", |rig| rig.good(0) && rig.good(1)).await;
        server.now(move |asked| {
            let mut frame = asked.proper();
            frame[at] = value;
            vec![Act::Send(frame)]
        });
        rig.until(case, |rig| rig.bad(0, Bad::NoCommunication) && rig.bad(1, Bad::NoCommunication)).await;
        rig.until("counted", |rig| {
            let statistics = &rig.status.as_ref().unwrap().statistics;
            (if case == "unit" { statistics.wrong_unit_frames } else { statistics.stale_frames }) > 0
        })
        .await;
        // The proper answer behind a wrong one is taken.
        server.now(move |asked| {
            let mut frame = asked.framed(&[3, 2, 0xDE, 0xAD]);
            frame[at] = value;
            vec![Act::Send(frame), Act::Send(asked.proper())]
        });
        rig.until("good again", |rig| rig.good(0) && rig.good(1)).await;
        assert!(only_own_values(&rig, &[(0, 10), (1, 300)]));
    }
}

#[tokio::test]
async fn what_is_no_frame_ends_the_connection_and_a_new_one_is_good() {
    let garbage: [(&str, &[u8]); 5] = [
        ("length", &[0, 1, 0, 0, 0xFF, 0x07, 1, 3, 2, 0, 10]),
        ("length of nothing", &[0, 1, 0, 0, 0, 0]),
        ("length of a unit alone", &[0, 1, 0, 0, 0, 1, 1]),
        ("protocol", &[0, 1, 0x33, 0x12, 0, 5, 1, 3, 2, 0, 10]),
        ("text", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    ];
    for (case, bytes) in garbage {
        let server = Server::proper().await;
        let mut rig = Rig::start(plant(server.port, &TWO));
        rig.until("good", |rig| rig.good(0) && rig.good(1)).await;
        server.now(move |_| vec![Act::Send(bytes.to_vec())]);
        rig.until(case, |rig| rig.bad(0, Bad::NotConnected) && rig.bad(1, Bad::NotConnected)).await;
        let words = rig.links.iter().find_map(|link| match link {
            LinkState::Waiting { reason, .. } => Some(reason.clone()),
            _ => None,
        });
        assert!(words.unwrap().starts_with("no Modbus frame: "), "{case}");
        server.now(|asked| vec![Act::Send(asked.proper())]);
        rig.until("good again", |rig| rig.good(0) && rig.good(1)).await;
        assert!(server.connections() >= 2);
        assert!(only_own_values(&rig, &[(0, 10), (1, 300)]));
    }
}

#[tokio::test]
async fn an_answer_may_come_byte_by_byte_and_two_in_one() {
    let bytewise = |asked: &Asked| {
        (0u64..)
            .zip(asked.proper())
            .map(|(at, byte)| Act::SendAfter(Duration::from_millis(at * 3), vec![byte]))
            .collect::<Vec<_>>()
    };
    let server = Server::start(bytewise).await;
    let mut rig = Rig::start(plant(server.port, &TWO));
    rig.until("good", |rig| rig.good(0) && rig.good(1)).await;
    server.now(|asked| {
        let mut both = asked.proper();
        both.extend(asked.proper());
        vec![Act::Send(both)]
    });
    rig.forget();
    rig.until("good", |rig| rig.goods(0) > 3 && rig.goods(1) > 3).await;
    assert!(only_own_values(&rig, &[(0, 10), (1, 300)]));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn half_an_answer_is_no_answer_and_the_rest_is_no_other() {
    let server = Server::proper().await;
    let mut rig = Rig::start(plant(server.port, &TWO));
    rig.until("good", |rig| rig.good(0) && rig.good(1)).await;
    let mut count = 0;
    server.now(move |asked| {
        count += 1;
        let mut frame = asked.proper();
        match count {
            1 => {
                let rest = frame.split_off(9);
                vec![Act::Send(frame), Act::SendAfter(Duration::from_millis(250), rest)]
            }
            // In the order it was asked: behind the rest.
            2 => vec![Act::SendAfter(Duration::from_millis(100), frame)],
            _ => vec![Act::Send(frame)],
        }
    });
    rig.until("lost", |rig| rig.bad(0, Bad::NoCommunication) || rig.bad(1, Bad::NoCommunication)).await;
    rig.until("good again", |rig| rig.good(0) && rig.good(1)).await;
    assert!(only_own_values(&rig, &[(0, 10), (1, 300)]));
}

#[tokio::test]
async fn a_killed_server_is_told_at_once_and_found_again() {
    let server = Server::proper().await;
    let port = server.port;
    let mut rig = Rig::start(plant(port, &[(1, "holding:10", Encoding::U16, 60_000), TWO[1]]));
    rig.until("good", |rig| rig.good(0) && rig.good(1)).await;
    server.kill();
    // The slow tag too: not at its next reading in a minute.
    rig.within("not connected", Duration::from_secs(1), |rig| {
        rig.bad(0, Bad::NotConnected) && rig.bad(1, Bad::NotConnected)
    })
    .await;
    let refused = format!("connection refused by 127.0.0.1:{port}");
    rig.until("refused", |rig| {
        rig.links.iter().any(|link| matches!(link, LinkState::Waiting { reason, .. } if **reason == *refused))
    })
    .await;
    let again = Server::on_port(port, |asked| vec![Act::Send(asked.proper())]).await;
    rig.until("good again", |rig| rig.good(0) && rig.good(1)).await;
    assert_eq!(again.connections(), 1);
}

#[tokio::test]
async fn a_hung_server_is_silent_then_dialled_again() {
    let server = Server::proper().await;
    let mut rig = Rig::start(plant(server.port, &TWO));
    rig.until("good", |rig| rig.good(0) && rig.good(1)).await;
    server.now(|_| Vec::new());
    // 5 s with a response timeout of 1 s.
    rig.within("not good", Duration::from_secs(1), |rig| !rig.good(0) && !rig.good(1)).await;
    assert!(rig.bad(0, Bad::NoCommunication));
    rig.until("silent", |rig| rig.links.contains(&LinkState::Silent)).await;
    rig.until("dialled again", |_| server.connections() >= 2).await;
    server.now(|asked| vec![Act::Send(asked.proper())]);
    rig.until("good again", |rig| rig.good(0) && rig.good(1)).await;
    assert_eq!(rig.links.last(), Some(&LinkState::Connected));
}

#[tokio::test]
async fn a_gateway_that_never_echoes_the_transaction_is_read_where_the_layout_says_so() {
    let server = Server::start(|asked| {
        let mut frame = asked.proper();
        frame[..2].copy_from_slice(&[0, 0]);
        vec![Act::Send(frame)]
    })
    .await;
    let mut plant = plant(server.port, &TWO);
    plant.devices[0].ignore_transaction_id = true;
    let mut rig = Rig::start(plant);
    rig.until("good", |rig| rig.goods(0) > 2 && rig.goods(1) > 2).await;
    // After a timeout a late answer could not be told from the next: another connection.
    server.now(|asked| {
        let mut frame = asked.proper();
        frame[..2].copy_from_slice(&[0, 0]);
        vec![Act::SendAfter(Duration::from_millis(300), frame)]
    });
    rig.until("dialled again", |_| server.connections() >= 4).await;
    assert!(only_own_values(&rig, &[(0, 10), (1, 300)]));
}

#[tokio::test]
async fn a_refused_address_is_bad_alone_and_busy_devices_are_asked_again() {
    let rows: Vec<String> = (0..60).map(|at| format!("holding:{at}")).collect();
    let rows: Vec<Row<'_>> = rows.iter().map(|at| (1, at.as_str(), Encoding::U16, 500)).collect();
    let server = Server::start(|asked| {
        let refused = (asked.start()..asked.start() + asked.count()).contains(&33);
        vec![Act::Send(if refused { asked.exception(2) } else { asked.proper() })]
    })
    .await;
    let mut rig = Rig::start(plant(server.port, &rows));
    rig.within("neighbours good", Duration::from_millis(1_500), |rig| {
        (0..60).all(|tag| if tag == 33 { rig.bad(33, Bad::DeviceException(2)) } else { rig.good(tag) })
    })
    .await;
    let mut busy = 2;
    server.now(move |asked| {
        busy -= 1;
        vec![Act::Send(if busy >= 0 { asked.exception(6) } else { asked.proper() })]
    });
    rig.forget();
    rig.until("good without a break", |rig| (0..60).all(|tag| tag == 33 || rig.good(tag))).await;
    assert!(rig.samples.values().flatten().all(|sample| sample.quality().is_good()));
}

#[tokio::test]
async fn any_exception_is_shown_with_its_number() {
    for code in [0, 1, 4, 7, 8, 9, 12, 0x77, 0xFF] {
        let server = Server::start(move |asked| vec![Act::Send(asked.exception(code))]).await;
        let mut rig = Rig::start(plant(server.port, &[(1, "holding:10", Encoding::U16, 100)]));
        rig.until("bad", |rig| rig.bad(0, Bad::DeviceException(code))).await;
        rig.until("counted", |rig| {
            rig.status.as_ref().is_some_and(|status| {
                status.statistics.units.values().any(|unit| unit.exceptions.contains_key(&code))
            })
        })
        .await;
    }
}

#[tokio::test]
async fn a_full_channel_slows_reading_and_loses_nothing() {
    let server = Server::proper().await;
    let mut rig = Rig::with_room(plant(server.port, &[(1, "holding:10", Encoding::U16, 5)]), 2);
    // Nobody takes anything in until well after the channel is full.
    let full = rig.now().after(Duration::from_millis(700));
    while rig.clock.now().steady < full.steady {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(server.asked().len() < 10, "{}", server.asked().len());
    rig.until("goes on", |rig| rig.goods(0) > 20).await;
    let asked = server.asked().len();
    assert!(asked - rig.goods(0) <= 4);
    assert!(rig.samples[&0].iter().all(|sample| sample.quality() == Quality::GOOD));
}

#[tokio::test]
async fn a_changed_layout_is_polled_over_the_same_connection() {
    let server = Server::proper().await;
    let mut rig = Rig::start(plant(server.port, &TWO));
    rig.until("good", |rig| rig.good(0) && rig.good(1)).await;
    let changed = plant(server.port, &[TWO[0], (1, "holding:77", Encoding::U16, 200)]);
    rig.orders.send(pilothouse::message::Order::Replan(changed.into())).await.unwrap();
    rig.until("polled", |rig| rig.value(1) == Some(&Value::UInt(77))).await;
    assert!(rig.good(0));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn stops_soon_whatever_it_does() {
    let hung = Server::start(|_| Vec::new()).await;
    let proper = Server::proper().await;
    for port in [hung.port, proper.port, 1] {
        let mut rig = Rig::start(plant(port, &TWO));
        rig.until("something told", |rig| !rig.links.is_empty()).await;
        rig.stop.send(true).unwrap();
        tokio::time::timeout(Duration::from_secs(1), &mut rig.task).await.unwrap().unwrap();
    }
}
