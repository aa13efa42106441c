//! The servers over real sockets: conditions, never bare sleeps.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::*;
use crate::device::{ByteOrder, Encoding, UnitId};
use crate::plant::{Fault, FaultKind};
use crate::simulator::test_plant::{DEVICE, TestPlant, water_works};
use crate::time::SystemClock;

/// Longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(10);

struct Peer(TcpStream);

impl Peer {
    async fn dial(simulator: &Simulator, device: u16) -> std::io::Result<Self> {
        let (_, address) = simulator.addresses()[usize::from(device)];
        timeout(PATIENCE, TcpStream::connect(address)).await.unwrap().map(Self)
    }

    async fn send(&mut self, transaction: u16, unit: u8, pdu: &[u8]) {
        self.0.write_all(&frame::framed(transaction, unit, pdu)).await.unwrap();
    }

    /// Transaction, unit, function code with data.
    async fn receive(&mut self) -> std::io::Result<(u16, u8, Vec<u8>)> {
        let mut header = [0; frame::HEADER];
        timeout(PATIENCE, self.0.read_exact(&mut header)).await.expect("no answer")?;
        let [t1, t2, 0, 0, l1, l2, unit] = header else { panic!("{header:?}") };
        let mut pdu = vec![0; usize::from(u16::from_be_bytes([l1, l2])) - 1];
        timeout(PATIENCE, self.0.read_exact(&mut pdu)).await.expect("half an answer")?;
        Ok((u16::from_be_bytes([t1, t2]), unit, pdu))
    }

    async fn ask(&mut self, unit: u8, pdu: &[u8]) -> Vec<u8> {
        self.send(77, unit, pdu).await;
        let (transaction, answered, pdu) = self.receive().await.unwrap();
        assert_eq!((transaction, answered), (77, unit));
        pdu
    }
}

fn plant(faults: Vec<(&str, FaultKind)>) -> Arc<Plant> {
    let mut test = TestPlant::new()
        .tag("coil", "coil:0", Encoding::Bit, ByteOrder::Abcd)
        .tag("coil 9", "coil:9", Encoding::Bit, ByteOrder::Abcd)
        .tag("discrete", "discrete:3", Encoding::Bit, ByteOrder::Abcd)
        .tag("holding", "holding:0", Encoding::U16, ByteOrder::Abcd)
        .tag("wide", "holding:1", Encoding::U32, ByteOrder::Abcd)
        .tag("input", "input:0", Encoding::U16, ByteOrder::Abcd)
        .with(|tag, _| tag.range = Some([0.0, 1_000.0]));
    let fault = |(id, kind): (&str, FaultKind)| Fault {
        id: id.into(),
        title: id.into(),
        device: DEVICE,
        unit: None,
        kind,
        active: false,
    };
    test.plant.simulation.faults = faults.into_iter().map(fault).collect();
    test.done()
}

async fn started(plant: Arc<Plant>) -> Simulator {
    start(plant, Arc::new(SystemClock::start())).await.unwrap()
}

#[tokio::test]
async fn serves_every_function_and_refuses_the_others() {
    let simulator = started(plant(Vec::new())).await;
    let mut peer = Peer::dial(&simulator, 0).await.unwrap();
    assert_eq!(peer.ask(1, &[5, 0, 0, 0xFF, 0]).await, [5, 0, 0, 0xFF, 0]);
    assert_eq!(peer.ask(1, &[15, 0, 8, 0, 2, 1, 0b10]).await, [15, 0, 8, 0, 2]);
    assert_eq!(peer.ask(1, &[1, 0, 0, 0, 10]).await, [1, 2, 0b1, 0b10]);
    assert_eq!(peer.ask(1, &[2, 0, 3, 0, 1]).await, [2, 1, 0]);
    assert_eq!(peer.ask(1, &[6, 0, 0, 0x12, 0x34]).await, [6, 0, 0, 0x12, 0x34]);
    assert_eq!(peer.ask(1, &[16, 0, 1, 0, 2, 4, 0, 1, 0, 2]).await, [16, 0, 1, 0, 2]);
    assert_eq!(peer.ask(1, &[3, 0, 0, 0, 3]).await, [3, 6, 0x12, 0x34, 0, 1, 0, 2]);
    // Nothing drives it: the middle of its range.
    assert_eq!(peer.ask(1, &[4, 0, 0, 0, 1]).await, [4, 2, 0x01, 0xF4]);
    assert_eq!(peer.ask(1, &[8, 0, 0, 0, 1]).await, [0x88, 1]);
    assert_eq!(peer.ask(1, &[3, 0, 3, 0, 1]).await, [0x83, 2]);
    assert_eq!(peer.ask(1, &[3, 0, 0, 0, 126]).await, [0x83, 3]);
    assert_eq!(peer.ask(9, &[3, 0, 0, 0, 1]).await, [0x83, 2]);
    let writes = simulator.writes();
    let seen: Vec<_> = writes.iter().map(|frame| (frame.function, frame.address)).collect();
    assert_eq!(seen, [(5, 0), (15, 8), (6, 0), (16, 1)]);
    assert!(writes.iter().all(|frame| frame.unit == UnitId(1) && frame.transaction == 77));
    assert_eq!(writes[3].contents, [0, 2, 4, 0, 1, 0, 2]);
}

#[tokio::test]
async fn serves_many_connections_and_requests_in_one_segment() {
    let simulator = started(plant(Vec::new())).await;
    let mut peers = Vec::new();
    for _ in 0..8 {
        peers.push(Peer::dial(&simulator, 0).await.unwrap());
    }
    for peer in &mut peers {
        let two = [frame::framed(1, 1, &[4, 0, 0, 0, 1]), frame::framed(2, 1, &[2, 0, 3, 0, 1])].concat();
        let (head, tail) = two.split_at(15);
        peer.0.write_all(head).await.unwrap();
        assert_eq!(peer.receive().await.unwrap().0, 1);
        peer.0.write_all(tail).await.unwrap();
        assert_eq!(peer.receive().await.unwrap().0, 2);
    }
    peers[0].0.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert!(peers[0].receive().await.is_err(), "what is no Modbus is hung up on");
    assert_eq!(peers[1].ask(1, &[2, 0, 3, 0, 1]).await, [2, 1, 0]);
}

#[tokio::test]
async fn late_answers_arrive_late_while_others_go_on() {
    let simulator = started(plant(vec![("late", FaultKind::Late(Duration::from_millis(500)))])).await;
    let mut peer = Peer::dial(&simulator, 0).await.unwrap();
    simulator.set_fault("late", true).unwrap();
    peer.send(1, 1, &[6, 0, 0, 0, 5]).await;
    while simulator.write_count() == 0 {
        tokio::task::yield_now().await;
    }
    simulator.set_fault("late", false).unwrap();
    peer.send(2, 1, &[3, 0, 0, 0, 1]).await;
    assert_eq!(peer.receive().await.unwrap(), (2, 1, vec![3, 2, 0, 5]));
    assert_eq!(peer.receive().await.unwrap(), (1, 1, vec![6, 0, 0, 0, 5]));
}

#[tokio::test]
async fn a_device_that_is_gone_refuses_until_it_is_back() {
    let simulator = started(plant(vec![("gone", FaultKind::Gone)])).await;
    let mut peer = Peer::dial(&simulator, 0).await.unwrap();
    assert_eq!(peer.ask(1, &[2, 0, 3, 0, 1]).await, [2, 1, 0]);
    simulator.set_fault("gone", true).unwrap();
    assert!(peer.receive().await.is_err(), "the connection is cut");
    timeout(PATIENCE, async { while Peer::dial(&simulator, 0).await.is_ok() {} }).await.unwrap();
    simulator.set_fault("gone", false).unwrap();
    let mut peer = timeout(PATIENCE, async {
        loop {
            match Peer::dial(&simulator, 0).await {
                Ok(peer) => return peer,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    })
    .await
    .unwrap();
    assert_eq!(peer.ask(1, &[2, 0, 3, 0, 1]).await, [2, 1, 0]);
}

#[tokio::test]
async fn a_hung_device_accepts_and_never_answers() {
    let simulator = started(plant(vec![("hung", FaultKind::Hung)])).await;
    simulator.set_fault("hung", true).unwrap();
    let mut peer = Peer::dial(&simulator, 0).await.unwrap();
    peer.send(1, 1, &[6, 0, 0, 0, 5]).await;
    while simulator.write_count() == 0 {
        tokio::task::yield_now().await;
    }
    simulator.set_fault("hung", false).unwrap();
    // The next answer belongs to the next request, and the write was not done.
    assert_eq!(peer.ask(1, &[3, 0, 0, 0, 1]).await, [3, 2, 0, 0]);
    assert!(matches!(simulator.set_fault("nothing", true), Err(SimulatorError::UnknownFault(_))));
}

#[tokio::test]
async fn a_taken_port_is_told_with_its_number_and_device() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut plant = Plant::clone(&plant(Vec::new()));
    plant.devices[0].port = port;
    let error = start(Arc::new(plant), Arc::new(SystemClock::start())).await.unwrap_err();
    let told = error.to_string();
    assert!(told.starts_with(&format!("cannot open port {port} for PLC on 127.0.0.1")), "{told}");
}

#[tokio::test]
async fn hosts_elsewhere_are_served_at_home_on_a_free_port() {
    let mut plant = Plant::clone(&plant(Vec::new()));
    plant.devices[0].host = "10.20.30.40".into();
    plant.devices[0].port = 502;
    let simulator = started(Arc::new(plant)).await;
    let (device, address) = simulator.addresses()[0];
    assert!(device == DEVICE && address.ip().is_loopback() && address.port() != 502);
    let relocated = simulator.relocated();
    assert_eq!((&*relocated.devices[0].host, relocated.devices[0].port), ("127.0.0.1", address.port()));
}

#[tokio::test]
async fn the_shipped_works_starts_a_pump_by_hand_over_the_wire() {
    let plant = Arc::new(water_works());
    let simulator = started(plant.clone()).await;
    let mut intake = Peer::dial(&simulator, 0).await.unwrap();
    // P-104 stands in MAN: command at holding 130, status word at input 130.
    assert_eq!(intake.ask(1, &[3, 0, 131, 0, 1]).await, [3, 2, 0, 1]);
    assert_eq!(intake.ask(1, &[6, 0, 130, 0, 1]).await, [6, 0, 130, 0, 1]);
    assert_eq!(intake.ask(1, &[6, 0, 130, 0, 2]).await, [0x86, 3]);
    let state = plant.find("P-104.State").unwrap();
    timeout(PATIENCE, async {
        while simulator.value(state) != Some(Value::UInt(1)) {
            tokio::time::sleep(STEP).await;
        }
    })
    .await
    .expect("the pump runs within its ramp");
    assert_eq!(intake.ask(1, &[4, 0, 130, 0, 1]).await[..2], [4, 2]);
}
