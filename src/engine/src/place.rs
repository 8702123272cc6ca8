//! Where a run happens: made ready before its clock starts, and then handed the run.

use crate::crossing::Cargo;
use crate::isolates::Isolate;
use crate::pipeline::ProcessingPlace;
use crate::processes::{ProcessOrder, ProcessRun, Source};
use crate::supplies::Supply;
use js_sys::Function;
use lanes_model::workload::Requests;
use lanes_model::{Case, Failure, LaneKind, Stage, Workload};

/// Where a run is to happen.
pub(crate) enum Place {
    /// On that many threads of the pool.
    Pool(usize),
    /// On the one lane of an isolate.
    Isolate(Isolate),
    /// On processes, with what goes to them beside their task, if it does.
    Processes(ProcessPlace, Option<Cargo>),
    /// In two stages: what is fetched, and where it is processed.
    Pipeline(Requests, ProcessingPlace<ProcessPlace>),
}

/// Some processes: there, or yet to be made.
pub(crate) struct ProcessPlace {
    pub(crate) count: usize,
    /// Those that are there; none where they are made while the run's clock runs.
    pub(crate) there: Option<Vec<Isolate>>,
}

impl ProcessPlace {
    /// Has them begin.
    pub(crate) fn start(
        self,
        order: ProcessOrder,
        source: Source,
        spawn: &Function,
    ) -> Result<ProcessRun, Failure> {
        let fresh = self.there.is_none();
        let isolates = match self.there {
            Some(isolates) => isolates,
            None => (0..self.count).map(|_| Isolate::spawn(spawn)).collect::<Result<_, _>>()?,
        };
        Ok(ProcessRun::start(order, source, isolates, fresh))
    }
}

impl Place {
    /// Gives an isolate what it needs for the run. Elsewhere lanes share it, or are sent theirs with each task.
    pub(crate) async fn take(&mut self, workload: &Workload, supply: &Supply) -> Result<(), Failure> {
        match self {
            Place::Isolate(isolate) if !supply.material.is_nothing() => {
                isolate.prepare(workload, &supply.files).await
            }
            _ => Ok(()),
        }
    }

    /// The lanes of the run, in their order.
    pub(crate) fn lanes(&self, case: &Case) -> Vec<(LaneKind, Stage)> {
        match self {
            Place::Pool(lanes) => vec![(LaneKind::Thread, Stage::Whole); *lanes],
            Place::Isolate(_) if case.work.is_sequential() => {
                vec![(LaneKind::Thread, Stage::Whole)]
            }
            Place::Isolate(_) => vec![(LaneKind::EventLoop, Stage::Whole)],
            Place::Processes(place, _) => vec![(LaneKind::Process, Stage::Whole); place.count],
            Place::Pipeline(_, processing) => {
                let mut lanes = match case.fetching_threads() {
                    0 => vec![(LaneKind::EventLoop, Stage::Fetching)],
                    threads => vec![(LaneKind::Thread, Stage::Fetching); threads as usize],
                };
                let (kind, count) = match processing {
                    ProcessingPlace::Threads(count) => (LaneKind::Thread, *count),
                    ProcessingPlace::Processes(place) => (LaneKind::Process, place.count),
                };
                lanes.extend(vec![(kind, Stage::Processing); count]);
                lanes
            }
        }
    }
}
