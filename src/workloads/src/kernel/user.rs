//! Reading the record of a user, which is JSON.

use lanes_model::{Failure, FailureKind, User};
use serde::Deserialize;

/// The part of a record that is of interest.
#[derive(Deserialize)]
struct Record {
    name: String,
    email: String,
}

/// Reads the record of a user.
///
/// # Errors
/// Where it is none.
pub fn read_user(json: &[u8]) -> Result<User, Failure> {
    match serde_json::from_slice(json) {
        Ok(Record { name, email }) => Ok(User { name, email }),
        Err(error) => {
            Err(Failure::new(FailureKind::Task, "The answer is no user’s record.").because(error.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_a_name_and_more() {
        let user = read_user(br#"{"id":"1","name":"Ada \u00c9","email":"ada@example.org","padding":"x"}"#);
        assert_eq!(user, Ok(User { name: "Ada É".into(), email: "ada@example.org".into() }));
    }

    #[test]
    fn what_is_no_record_is_a_failure_that_says_why() {
        let failure = read_user(b"<!doctype html>").unwrap_err();
        assert!(failure.causes[0].contains("line 1 column 1"), "{failure}");
    }
}
