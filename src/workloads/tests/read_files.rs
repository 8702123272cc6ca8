//! Reading files under every scheduler, from a fake storage.

use lanes_model::workload::{File, ReadFiles};
use lanes_model::{Ended, Failure, FailureKind, TaskReport, Timestamp, Workload};
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{
    AsyncNetwork, BlockingNetwork, Clock, Lane, Material, NetworkAnswer, StopFlag, Tasks, prepare, tasks_of,
};

struct NoTime;

impl Clock for NoTime {
    fn now(&self) -> Timestamp {
        Timestamp(0.0)
    }
}

const FILES: ReadFiles = ReadFiles { count: 5, bytes: 2_000 };

/// A storage with files by their addresses, except the third.
struct FakeStorage;

impl FakeStorage {
    fn read(address: &str) -> Result<NetworkAnswer, Failure> {
        let number = address.strip_prefix("blob:").and_then(|number| number.parse().ok());
        match number {
            Some(2) | None => Err(Failure::new(FailureKind::Network, format!("There is no {address}."))),
            Some(number) => {
                Ok(NetworkAnswer { status: 200, network: None, body: FILES.content(number), under_way: None })
            }
        }
    }
}

impl BlockingNetwork for FakeStorage {
    fn get(&self, address: &str) -> Result<NetworkAnswer, Failure> {
        FakeStorage::read(address)
    }
}

impl AsyncNetwork for FakeStorage {
    async fn get(&self, address: &str) -> Result<NetworkAnswer, Failure> {
        FakeStorage::read(address)
    }
}

fn tasks(material: &Material) -> Box<dyn Tasks<NoTime>> {
    tasks_of(&Workload::ReadFiles(FILES), material, "test", FakeStorage)
}

fn stored() -> Material {
    let file = |number| File { name: format!("blob:{number}"), bytes: [].into() };
    let files: Vec<File> = (0..FILES.count).map(file).collect();
    prepare(&Workload::ReadFiles(FILES), &files).expect("addresses")
}

fn lane() -> Lane<NoTime> {
    Lane::new(NoTime, Timestamp(0.0), StopFlag::default(), FILES.count)
}

fn reports(lane: &Lane<NoTime>) -> Vec<TaskReport> {
    let mut reports = lane.take_report().reports;
    reports.sort_by_key(|report| report.task);
    reports
}

#[test]
fn threads_futures_and_processes_read_the_same() {
    let (tasks, blocking) = (tasks(&stored()), lane());
    assert_eq!(tasks.run_lane(&TaskQueue::new(5), 0, &blocking, &mut || {}), Ok(Ended::Completed));
    let read = reports(&blocking);
    assert_eq!(read.iter().filter(|report| report.outcome.is_ok()).count(), 4);
    assert!(read[2].outcome.as_ref().unwrap_err().message.contains("blob:2"));
    let expected = crc32fast::hash(&FILES.content(4));
    assert_eq!(read[4].outcome.as_ref().unwrap().checksum.0, u64::from(expected));

    let futures = lane();
    let ended = futures::executor::block_on(tasks.run_event_loop(3, &futures, &mut || {}));
    assert_eq!(ended, Ok(Ended::Completed));
    assert_eq!(reports(&futures), read);

    // A process has no material. It is sent the address of its file.
    let process = self::tasks(&Material::default());
    for report in read {
        let input = tasks.input(report.task);
        let answer = process.run(report.task, &input, &lane());
        assert_eq!(answer.ok(), report.outcome.ok());
    }
}
