//! The kernels of Lanes without Lanes: on a plain loop, or on rayon as its documentation shows it. No lane, no trace, no
//! checkpoint that does anything.
//!
//! `npm run bench` compares Lanes with it, natively (`main.rs`) and as wasm ([`web`]).

#[cfg(target_family = "wasm")]
pub mod web;

use lanes_model::workload::File;
use lanes_model::{TaskId, Workload};
use lanes_report::address;
use lanes_workloads::{Computation, Material, TaskError, prepare};
use rayon::prelude::*;

/// The work of an experiment, with its inputs.
#[derive(Debug)]
pub struct Job {
    work: Workload,
    material: Material,
}

impl Job {
    /// Prepares the work of a link's query. `load` returns a bundled file.
    ///
    /// # Errors
    /// A file that the work cannot use.
    pub fn new(query: &str, load: impl Fn(&str) -> Vec<u8>) -> Result<Job, String> {
        let work = work_of(query);
        let file = |name: String| File { bytes: load(&name).into(), name };
        let files: Vec<File> = work.bundled_files().into_iter().map(file).collect();
        let material = prepare(&work, &files).map_err(|failure| failure.message)?;
        Ok(Job { work, material })
    }

    /// Runs the tasks on the calling thread, and returns the sum of their checksums.
    ///
    /// # Errors
    /// A task that failed, or work that does more than compute.
    pub fn run_in_loop(&self) -> Result<u64, String> {
        (0..self.work.tasks()).map(|task| self.compute(task)).try_fold(0, add)
    }

    /// Runs the tasks on rayon's current pool, each as a unit of its own, and returns the sum of their checksums.
    ///
    /// # Errors
    /// A task that failed, or work that does more than compute.
    pub fn run_on_rayon(&self) -> Result<u64, String> {
        let tasks = (0..self.work.tasks()).into_par_iter().with_max_len(1);
        tasks.map(|task| self.compute(task)).try_reduce(|| 0, |sum, one| add(sum, Ok(one)))
    }

    fn compute(&self, task: u32) -> Result<u64, String> {
        let task = TaskId(task);
        let (input, checkpoint) = (self.material.of(task), &mut || Ok(()));
        let answer = match &self.work {
            Workload::SumOfSquares(work) => work.compute(task, input, checkpoint),
            Workload::Mandelbrot(work) => work.compute(task, input, checkpoint),
            Workload::ImageFilter(work) => work.compute(task, input, checkpoint),
            Workload::Crunching(work) => work.compute(task, input, checkpoint),
            Workload::CrossValidation(work) => work.compute(task, input, checkpoint),
            Workload::WordCount(work) => work.compute(task, input, checkpoint),
            _ => return Err("Only work that computes can be compared.".into()),
        };
        match answer {
            Ok(answer) => Ok(answer.checksum.0),
            Err(TaskError::Failed(failure)) => Err(failure.message),
            Err(TaskError::Stopped) => Err("A task was stopped.".into()),
        }
    }
}

/// Returns the work of a sequential run of a link's query.
pub fn work_of(query: &str) -> Workload {
    address::read_in_full(query, 1).0.sequential_work()
}

fn add(sum: u64, one: Result<u64, String>) -> Result<u64, String> {
    Ok(sum.wrapping_add(one?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rayon_and_a_loop_give_the_same_answer() {
        let job = Job::new("x=sum-of-squares&tasks=5&n=1000", |_| Vec::new()).unwrap();
        let expected = 5 * (0..1000u64).map(|i| i * i).sum::<u64>();
        assert_eq!(job.run_in_loop(), Ok(expected));
        assert_eq!(job.run_on_rayon(), Ok(expected));
    }

    #[test]
    fn work_that_waits_is_refused() {
        let job = Job::new("x=ten-requests", |_| Vec::new()).unwrap();
        assert!(job.run_in_loop().is_err());
    }
}
