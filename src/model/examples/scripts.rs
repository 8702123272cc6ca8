//! Writes Python scripts to a folder, complete and with the values of the page, as a reader copies them.
//!
//! ```sh
//! cargo run -p lanes-model --example scripts -- target/scripts
//! cargo run -p lanes-model --example scripts -- target/scripts 'x=sum-of-squares&tasks=7'
//! ```
//!
//! Queries are those of links to the page. Without one, all scripts are written, with the values that the page begins with.

use lanes_model::catalogue::CATALOGUE;
use lanes_model::{Setup, address, code};
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
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/code/python");
    for setup in setups {
        let name = code::python_file(setup.experiment());
        let source = std::fs::read_to_string(sources.join(&name))?;
        std::fs::write(Path::new(&folder).join(name), code::python_script(&source, &setup))?;
    }
    Ok(())
}
