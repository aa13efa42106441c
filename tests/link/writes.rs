//! Operator writes: at most one frame an order, exactly one end, and never by surprise.

use std::time::Duration;

use pilothouse::command::WriteOutcome;
use pilothouse::device::{Encoding, LinkState, WriteRequest};
use pilothouse::tag::Bad;

use crate::rig::{Rig, Row, plant};
use crate::server::{Act, Asked, Server};

const ROW: [Row<'static>; 1] = [(1, "holding:12", Encoding::U16, 60_000)];
const WRITE: WriteRequest = WriteRequest::Register { address: 12, content: 7 };

/// Reads are answered properly, writes as told.
fn writes(
    answer: impl Fn(&Asked) -> Vec<Act> + Send + 'static,
) -> impl FnMut(&Asked) -> Vec<Act> + Send + 'static {
    move |asked| if asked.is_write() { answer(asked) } else { vec![Act::Send(asked.proper())] }
}

/// One write against a server that does this about it: its end, and what was asked.
async fn ended(
    answer: impl Fn(&Asked) -> Vec<Act> + Send + 'static,
    request: WriteRequest,
) -> (WriteOutcome, Vec<Asked>, Rig) {
    let server = Server::start(writes(answer)).await;
    let mut rig = Rig::start(plant(server.port, &ROW));
    rig.until("good", |rig| rig.good(0)).await;
    rig.forget();
    rig.write(1, request).await;
    rig.until("ended", |rig| rig.outcome(1).is_some()).await;
    rig.until("read back", |rig| rig.good(0)).await;
    assert_eq!(rig.ended.len(), 1);
    assert_eq!(rig.sent.len(), 1);
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|asked| asked.is_write()).count(), 1, "never repeated");
    (rig.outcome(1).unwrap().clone(), asked, rig)
}

#[tokio::test]
async fn exceptions_refuse_but_for_the_one_that_accepts_and_the_one_that_cannot_know() {
    for code in [1, 2, 3, 4, 6, 10, 0x77] {
        let (outcome, asked, _) = ended(move |asked| vec![Act::Send(asked.exception(code))], WRITE).await;
        assert_eq!(outcome, WriteOutcome::Refused(code));
        assert!(!asked.last().unwrap().is_write());
    }
    let (outcome, _, _) = ended(|asked| vec![Act::Send(asked.exception(5))], WRITE).await;
    assert_eq!(outcome, WriteOutcome::Done);
    // The gateway passed it on: the unit may have taken it.
    let (outcome, _, _) = ended(|asked| vec![Act::Send(asked.exception(11))], WRITE).await;
    assert!(matches!(outcome, WriteOutcome::Unknown(_)), "{outcome:?}");
}

#[tokio::test]
async fn no_answer_is_an_unknown_end_read_back_and_never_repeated() {
    let (outcome, asked, _) = ended(|_| Vec::new(), WRITE).await;
    assert_eq!(outcome, WriteOutcome::Unknown("no answer in 0.2 s".into()));
    let write = asked.iter().position(Asked::is_write).unwrap();
    assert_eq!(asked[write + 1].pdu(), [3, 0, 12, 0, 1]);
    // The late echo is not taken for the answer to the reading.
    let late = |asked: &Asked| vec![Act::SendAfter(Duration::from_millis(220), asked.proper())];
    let (outcome, _, _) = ended(late, WRITE).await;
    assert!(matches!(outcome, WriteOutcome::Unknown(_)));
}

#[tokio::test]
async fn a_wrong_echo_is_an_unknown_end() {
    let wrong: [(WriteRequest, &[u8]); 7] = [
        (WRITE, &[6, 0, 12, 0, 8]),
        (WRITE, &[6, 0, 13, 0, 7]),
        (WRITE, &[16, 0, 12, 0, 1]),
        (WRITE, &[6, 0, 12]),
        (WriteRequest::Coil { address: 1, on: true }, &[5, 0, 1, 0, 0]),
        (WriteRequest::Coil { address: 1, on: true }, &[5, 0, 1, 0x12, 0x34]),
        (WriteRequest::Registers { address: 1, contents: vec![1, 2] }, &[16, 0, 1, 0, 3]),
    ];
    for (request, echo) in wrong {
        let (outcome, _, _) = ended(move |asked| vec![Act::Send(asked.framed(echo))], request.clone()).await;
        assert!(matches!(outcome, WriteOutcome::Unknown(_)), "{request:?} {outcome:?}");
    }
}

#[tokio::test]
async fn a_connection_that_ends_under_a_write_leaves_it_unknown_and_nothing_is_sent_after() {
    let server = Server::start(writes(|_| vec![Act::Close])).await;
    let mut rig = Rig::start(plant(server.port, &ROW));
    rig.until("good", |rig| rig.good(0)).await;
    rig.write(1, WRITE).await;
    rig.until("ended", |rig| rig.outcome(1).is_some()).await;
    let outcome = rig.outcome(1).unwrap();
    assert!(
        matches!(outcome, WriteOutcome::Unknown(why) if why.starts_with("closed by the device")),
        "{outcome:?}"
    );
    rig.until("lost", |rig| rig.bad(0, Bad::NotConnected)).await;
    rig.until("good again", |rig| rig.good(0)).await;
    assert_eq!((server.connections(), server.writes().len()), (2, 1));
}

#[tokio::test]
async fn orders_given_while_the_link_is_down_or_before_it_came_back_are_not_sent() {
    let server = Server::proper().await;
    let port = server.port;
    let mut rig = Rig::start(plant(port, &ROW));
    rig.until("good", |rig| rig.good(0)).await;
    server.kill();
    rig.until("lost", |rig| rig.bad(0, Bad::NotConnected)).await;
    for id in 1..=5 {
        rig.write(id, WRITE).await;
    }
    rig.until("told", |rig| rig.ended.len() == 5).await;
    let again = Server::on_port(port, |asked| vec![Act::Send(asked.proper())]).await;
    rig.until("good again", |rig| rig.good(0)).await;
    assert!(
        rig.ended.iter().all(
            |(_, outcome)| matches!(outcome, WriteOutcome::NotSent(why) if why.starts_with("not connected"))
        ),
        "{:?}",
        rig.ended
    );
    assert!(rig.sent.is_empty());
    assert_eq!(again.writes().len(), 0);
    // The link is whole again.
    rig.write(6, WRITE).await;
    rig.until("done", |rig| rig.outcome(6) == Some(&WriteOutcome::Done)).await;
}

#[tokio::test]
async fn orders_behind_the_one_that_lost_the_connection_are_not_sent() {
    let server =
        Server::start(writes(|_| vec![Act::SendAfter(Duration::from_millis(1), Vec::new()), Act::Close]))
            .await;
    let mut rig = Rig::start(plant(server.port, &ROW));
    rig.until("good", |rig| rig.good(0)).await;
    for id in 1..=4 {
        rig.write(id, WRITE).await;
    }
    rig.until("all ended", |rig| rig.ended.len() == 4).await;
    rig.until("good again", |rig| {
        rig.links.iter().filter(|link| **link == LinkState::Connected).count() == 2
    })
    .await;
    assert!(matches!(rig.outcome(1), Some(WriteOutcome::Unknown(_))));
    assert!((2..=4).all(|id| matches!(rig.outcome(id), Some(WriteOutcome::NotSent(_)))), "{:?}", rig.ended);
    assert_eq!(server.writes().len(), 1);
}

#[tokio::test]
async fn an_order_past_its_deadline_or_sent_before_never_leaves() {
    let server =
        Server::start(|asked| vec![Act::SendAfter(Duration::from_millis(150), asked.proper())]).await;
    let mut rig = Rig::start(plant(server.port, &[(1, "holding:12", Encoding::U16, 200)]));
    rig.until("good", |rig| rig.good(0)).await;
    // Two orders that are good for 50 ms: one of them waits for the other, which takes 150 ms and its reading.
    for id in 1..=2 {
        rig.write_until(id, WRITE, rig.now().after(Duration::from_millis(if id == 1 { 2_000 } else { 50 })))
            .await;
    }
    rig.until("ended", |rig| rig.ended.len() == 2).await;
    assert_eq!(rig.outcome(1), Some(&WriteOutcome::Done));
    assert_eq!(rig.outcome(2), Some(&WriteOutcome::NotSent("deadline passed".into())));
    rig.write(1, WRITE).await;
    rig.until("refused", |rig| rig.ended.len() == 3).await;
    assert_eq!(rig.ended[2], (1, WriteOutcome::NotSent("sent before".into())));
    assert_eq!(server.writes().len(), 1);
    assert_eq!(rig.sent.len(), 1);
}

#[tokio::test]
async fn a_write_goes_before_the_readings_and_waits_for_one_at_most() {
    let rows: Vec<String> = (0..20).map(|at| format!("holding:{}", at * 10)).collect();
    let rows: Vec<Row<'_>> = rows.iter().map(|at| (1, at.as_str(), Encoding::U16, 10)).collect();
    let server = Server::start(|asked| vec![Act::SendAfter(Duration::from_millis(20), asked.proper())]).await;
    let mut rig = Rig::start(plant(server.port, &rows));
    rig.until("polling", |_| server.asked().len() > 5).await;
    let before = server.asked().len();
    rig.write(1, WRITE).await;
    rig.until("done", |rig| rig.outcome(1).is_some()).await;
    let asked = server.asked();
    let write = asked.iter().position(Asked::is_write).unwrap();
    assert!(write - before <= 1, "{write} {before}");
    assert_eq!(asked.get(write + 1).map_or(0, Asked::start), 0);
}

#[tokio::test]
async fn start_stop_and_reconnect_write_nothing() {
    let server = Server::proper().await;
    let mut rig = Rig::start(plant(server.port, &[(1, "holding:12", Encoding::U16, 50)]));
    rig.until("good", |rig| rig.goods(0) > 3).await;
    let mut closed = false;
    server.now(move |asked| {
        if std::mem::replace(&mut closed, true) { vec![Act::Send(asked.proper())] } else { vec![Act::Close] }
    });
    rig.until("reconnected", |_| server.connections() == 2).await;
    rig.until("good", |rig| rig.good(0)).await;
    rig.stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(1), &mut rig.task).await.unwrap().unwrap();
    assert!(server.writes().is_empty());
}

#[tokio::test]
async fn what_is_beyond_the_limits_never_leaves() {
    let server = Server::proper().await;
    let mut rig = Rig::start(plant(server.port, &ROW));
    rig.until("good", |rig| rig.good(0)).await;
    rig.write(1, WriteRequest::Registers { address: 0, contents: vec![0; 124] }).await;
    rig.write(2, WriteRequest::Coils { address: 0, on: Vec::new() }).await;
    rig.until("ended", |rig| rig.ended.len() == 2).await;
    assert!(rig.ended.iter().all(|(_, outcome)| matches!(outcome, WriteOutcome::NotSent(_))));
    assert!(server.writes().is_empty());
}
