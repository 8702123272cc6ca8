//! Writes Python scripts to a folder, complete and with the values of the page, as a reader copies them.
//!
//! ```sh
//! cargo run -p lanes-report --example scripts -- target/scripts
//! cargo run -p lanes-report --example scripts -- target/scripts 'x=sum-of-squares&tasks=7'
//! ```
//!
//! Queries are those of links to the page. Without one, all scripts are written, with the values that the page begins with.

use lanes_catalogue::{CATALOGUE, Setup};
use lanes_report::{address, code};
use std::io;
use std::path::Path;

/// The number of cores that default values are for.
const CORES: u32 = 2;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("Name the folder to write to.");
    let mut setups: Vec<Setup> = arguments.map(|query| address::read(&query, CORES, &[]).0).collect();
    if setups.is_empty() {
        setups.extend(CATALOGUE.iter().map(|experiment| Setup::new(experiment, CORES)));
    }
    std::fs::create_dir_all(&folder)?;
    let experiments = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalogue/src/experiments");
    for setup in setups {
        let experiment = setup.experiment();
        let source = experiments.join(experiment.id.replace('-', "_")).join("script.py");
        let script = code::python_script(&std::fs::read_to_string(source)?, &setup, "");
        std::fs::write(Path::new(&folder).join(code::python_file(experiment)), script)?;
    }
    Ok(())
}
