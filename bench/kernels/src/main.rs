//! The native side. Reads lines `<threads> <query>` and answers each with `<milliseconds> <checksum>`: no process is started
//! within a measurement. Zero threads are a plain loop. The argument is the folder that the paths of bundled files start from.

use lanes_bench::Job;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{Write, stdin, stdout};
use std::path::PathBuf;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("The folder of the bundled files is missing.")?);
    let mut jobs: HashMap<String, Job> = HashMap::new();
    let mut pools: HashMap<usize, ThreadPool> = HashMap::new();
    for line in stdin().lines() {
        let line = line?;
        let (threads, query) = line.split_once(' ').ok_or("A line is “<threads> <query>”.")?;
        let threads: usize = threads.parse()?;
        if !jobs.contains_key(query) {
            let load = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
            jobs.insert(query.to_owned(), Job::new(query, load)?);
        }
        if threads > 0 && !pools.contains_key(&threads) {
            pools.insert(threads, ThreadPoolBuilder::new().num_threads(threads).build()?);
        }
        let job = &jobs[query];
        let start = Instant::now();
        let sum = match pools.get(&threads) {
            Some(pool) => pool.install(|| job.run_on_rayon()),
            None => job.run_in_loop(),
        }?;
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        writeln!(stdout(), "{ms} {sum:016x}")?;
    }
    Ok(())
}
