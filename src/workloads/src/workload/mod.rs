//! Workloads, each with the code of its tasks, and the registry of them all.

mod convoy;
mod counting;
mod cross_validation;
pub mod crossing;
pub mod crunching;
mod failing;
mod hashing;
pub mod image_filter;
pub mod mandelbrot;
mod own_code;
mod read_files;
mod requests;
mod scrape;
pub mod sum_of_squares;
mod tile;
pub mod word_count;

pub use convoy::ConvoyTasks;
pub use counting::CountingTasks;
pub use requests::RequestTasks;
pub use scrape::ScrapeTasks;

use crate::lane::Clock;
use crate::material::Material;
use crate::network::AnyNetwork;
use crate::runnable::{Runnable, Tasks};
use lanes_model::workload::File;
use lanes_model::{Failure, Workload};

/// Evaluates `$value` with `$own` bound to the workload as its own type, which is [`Runnable`].
macro_rules! with_own_type {
    ($workload:expr, $own:ident => $value:expr) => {
        match $workload {
            Workload::SumOfSquares($own) => $value,
            Workload::Requests($own) => $value,
            Workload::ReadFiles($own) => $value,
            Workload::Scrape($own) => $value,
            Workload::Failing($own) => $value,
            Workload::Convoy($own) => $value,
            Workload::Counting($own) => $value,
            Workload::Crossing($own) => $value,
            Workload::Mandelbrot($own) => $value,
            Workload::ImageFilter($own) => $value,
            Workload::Crunching($own) => $value,
            Workload::CrossValidation($own) => $value,
            Workload::WordCount($own) => $value,
            Workload::Hashing($own) => $value,
            Workload::OwnCode($own) => $value,
        }
    };
}

/// Prepares the inputs of all tasks from the files to work on, before any clock starts.
///
/// # Errors
/// A missing or unusable file.
pub fn prepare(workload: &Workload, files: &[File]) -> Result<Material, Failure> {
    with_own_type!(workload, own => Runnable::prepare(own, files))
}

/// Makes the tasks of a run. `label` tells its requests from those of all other runs.
pub fn tasks_of<'t, C: Clock, N: AnyNetwork + 't>(
    workload: &Workload,
    material: &Material,
    label: &str,
    network: N,
) -> Box<dyn Tasks<C> + 't> {
    with_own_type!(workload, own => own.make_tasks(material, label, network))
}
