//! Scripts of experiments as programs that the reader changes, in *Your program*.
//!
//! Such a program imports the harness as the package `prelude`, which the interpreter in the page has. A copy contains it.

use super::assemble::{assemble, imports_harness};
use super::{fill, own};
use crate::address;
use lanes_catalogue::Setup;
use lanes_catalogue::experiment::{AUTO, RUNTIME};
use lanes_catalogue::experiments::find;

/// The last lines of such a program.
const CALL: &str = "\n\nif __name__ == \"__main__\":\n    main()\n";

/// Index of CPython in an experiment's choice of the runtime.
const CPYTHON: u64 = 1;

/// Returns *Your program* with the script of an experiment as its code. Returns None if CPython does not run the script in the
/// browser, or if the reader has written it anyway.
pub fn in_editor(source: &str, setup: &Setup) -> Option<Setup> {
    let experiment = setup.experiment();
    if experiment.python.is_none() || experiment.takes_code() {
        return None;
    }
    let mut scripted = setup.clone();
    if !scripted.runtime().is_python() {
        scripted.set(RUNTIME.key, CPYTHON);
    }
    if scripted.number("repeats") == Some(AUTO) {
        // The experiment itself is for statistics. Here, few runs are easier to follow.
        scripted.set("repeats", 1);
    }
    let mut program = Setup::new(find("python-program")?, setup.cores());
    // Takes the values of the parameters that both have, such as the runtime.
    address::amend(&mut program, &address::write_in_full(&scripted), &[]);
    let code = [fill(source, &scripted, "").trim_end(), "\n", CALL].concat();
    program.set_code(Some(&code)).ok()?;
    Some(program)
}

/// Returns the script that a reader copies from *Your program*: the program, with the harness in place of its imports if it
/// has that of a script.
pub(super) fn copied(source: &str, setup: &Setup) -> String {
    let program = own::whole(source, setup.code());
    match program.strip_suffix(CALL) {
        Some(script) if imports_harness(script) => fill(&assemble(script, &[]), setup, ""),
        _ => program,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_model::Runtime;

    const SOURCE: &str = include_str!("../../../catalogue/src/experiments/sum_of_squares/script.py");

    #[test]
    fn the_script_of_an_experiment_opens_as_a_program_with_the_same_values() {
        let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        setup.set("tasks", 7);
        setup.set("switch", 9_000);
        let program = in_editor(SOURCE, &setup).unwrap();
        assert_eq!((program.experiment().id, program.runtime()), ("python-program", Runtime::Cpython));
        let code = program.code().unwrap();
        assert!(code.contains("\nTASKS = 7\n") && code.contains("\nREPEATS = 1\n"), "{code}");
        assert!(code.contains("from prelude.compare import compare\n") && code.ends_with(CALL), "{code}");
        setup.set(RUNTIME.key, 2);
        setup.set("start", 1);
        let program = in_editor(SOURCE, &setup).unwrap();
        assert_eq!((program.runtime(), program.number("start")), (Runtime::CpythonNogil, Some(1)));
    }

    #[test]
    fn a_copy_of_the_program_contains_the_harness() {
        let setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        let program = in_editor(SOURCE, &setup).unwrap();
        let copy = copied("", &program);
        assert!(copy.contains("\ndef compare(") && copy.ends_with("    run_script(main)\n"), "{copy}");
        assert!(!copy.contains("prelude") && !copy.contains("# lanes:"), "{copy}");
        assert_eq!(copy.matches("__main__").count(), 1);
    }

    #[test]
    fn a_program_without_the_harness_is_copied_as_it_is() {
        let mut program = Setup::new(find("python-program").unwrap(), 2);
        let code = format!("import time\n\n\ndef main():\n    time.sleep(1)\n{CALL}");
        program.set_code(Some(&code)).unwrap();
        assert_eq!(copied("", &program), code);
    }

    #[test]
    fn code_that_is_the_readers_anyway_is_not_opened_elsewhere() {
        for id in ["python-task", "python-program", "train"] {
            assert_eq!(in_editor(SOURCE, &Setup::new(find(id).unwrap(), 2)), None, "{id}");
        }
    }
}
