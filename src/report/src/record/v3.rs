//! Version 3: results that Python recorded outside the browser, with the interpreter, and the reader's code, if there is any.
//!
//! The types in this module never change, since published links depend on them.

use super::content::Link;
use super::limits::cut_name;
use super::refusal::Refusal;
use super::v1;
use lanes_catalogue::code::MAX_CODE_BYTES;
use lanes_model::Interpreter;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
struct LinkV3 {
    name: String,
    version: String,
    system: String,
    gil: bool,
    code: Option<String>,
    /// Bytes of a record of version 1.
    record: Vec<u8>,
}

/// Encodes the bytes of a record of version 1 with the interpreter that made it, and the code, if there is any.
pub(super) fn write(interpreter: &Interpreter, code: Option<&str>, record: Vec<u8>) -> Vec<u8> {
    let Interpreter { name, version, system, gil } = interpreter;
    let link = LinkV3 {
        name: cut_name(name),
        version: cut_name(version),
        system: cut_name(system),
        gil: *gil,
        code: code.map(str::to_owned),
        record,
    };
    // Postcard cannot fail here: the schema is plain data, and memory is the only sink.
    postcard::to_stdvec(&link).unwrap_or_default()
}

/// Decodes version 3.
pub(super) fn read(bytes: &[u8]) -> Result<Link, Refusal> {
    let (link, rest) = postcard::take_from_bytes::<LinkV3>(bytes).map_err(|_| Refusal::Malformed)?;
    if !rest.is_empty() {
        return Err(Refusal::Malformed);
    }
    let bytes = link.code.as_ref().map_or(0, String::len);
    if bytes > MAX_CODE_BYTES {
        return Err(Refusal::CodeTooLong { bytes });
    }
    let mut record = v1::read(&link.record)?;
    record.environment.interpreter = Some(Interpreter {
        name: cut_name(&link.name),
        version: cut_name(&link.version),
        system: cut_name(&link.system),
        gil: link.gil,
    });
    if let Some(code) = &link.code {
        record.setup.set_code(Some(code)).map_err(|_| Refusal::Malformed)?;
    }
    Ok(Link { code: link.code, record: Some(record) })
}
