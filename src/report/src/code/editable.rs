//! Scripts of experiments as programs that the reader changes, in *Your program*.
//!
//! Such a program imports the harness as the package `prelude`, which the interpreter in the page has. A copy contains it.

use super::assemble::imports_harness;
use crate::address;
use lanes_catalogue::Setup;
use lanes_catalogue::experiment::{AUTO, RUNTIME};
use lanes_catalogue::experiments::find;

/// The last lines of such a program.
const CALL: &str = "\n\nif __name__ == \"__main__\":\n    main()\n";

/// Index of CPython in an experiment's choice of the runtime.
const CPYTHON: u64 = 1;

/// Returns the values for the script of an experiment that is to be edited. Returns None if CPython does not run the script in
/// the browser, or if the reader has written it anyway.
pub(super) fn values(setup: &Setup) -> Option<Setup> {
    let experiment = setup.experiment();
    if experiment.python.is_none() || experiment.takes_code() {
        return None;
    }
    let mut values = setup.clone();
    if !values.runtime().is_python() {
        values.set(RUNTIME.key, CPYTHON);
    }
    if values.number("repeats") == Some(AUTO) {
        // The experiment itself is for statistics. Here, few runs are easier to follow.
        values.set("repeats", 1);
    }
    Some(values)
}

/// Returns *Your program* with a script as its code, and those of the script's values that it has, too.
pub(super) fn program(script: &str, values: &Setup) -> Option<Setup> {
    let mut program = Setup::new(find("python-program")?, values.cores());
    address::amend(&mut program, &address::write_in_full(values), &[]);
    program.set_code(Some(&[script.trim_end(), "\n", CALL].concat())).ok()?;
    Some(program)
}

/// Returns the script that a program was made of, if it has the harness of one.
pub(super) fn script(program: &str) -> Option<&str> {
    program.strip_suffix(CALL).filter(|script| imports_harness(script))
}

#[cfg(test)]
mod tests {
    use super::super::{in_editor, python_script};
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
        let copy = python_script("", &program, "");
        assert!(copy.contains("\ndef compare(") && copy.ends_with("    run_script(main)\n"), "{copy}");
        assert!(!copy.contains("prelude") && !copy.contains("# lanes:"), "{copy}");
        assert_eq!(copy.matches("__main__").count(), 1);
    }

    #[test]
    fn a_program_without_the_harness_is_copied_as_it_is() {
        let mut program = Setup::new(find("python-program").unwrap(), 2);
        let code = format!("import time\n\n\ndef main():\n    time.sleep(1)\n{CALL}");
        program.set_code(Some(&code)).unwrap();
        assert_eq!(python_script("", &program, ""), code);
    }

    #[test]
    fn code_that_is_the_readers_anyway_is_not_opened_elsewhere() {
        for id in ["python-task", "python-program", "train"] {
            assert_eq!(in_editor(SOURCE, &Setup::new(find(id).unwrap(), 2)), None, "{id}");
        }
    }
}
