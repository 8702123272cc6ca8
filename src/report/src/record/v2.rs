//! Version 2: the reader's code, and the results that were measured with it, if there are any.
//!
//! The type in this module never changes, since published links depend on it.

use super::content::Link;
use super::refusal::Refusal;
use super::v1;
use lanes_catalogue::code::MAX_CODE_BYTES;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
struct LinkV2 {
    code: String,
    /// Bytes of a record of version 1.
    record: Option<Vec<u8>>,
}

/// Encodes code with the bytes of a record of version 1, if there is one.
pub(super) fn write(code: &str, record: Option<Vec<u8>>) -> Vec<u8> {
    // Postcard cannot fail here: the schema is plain data, and memory is the only sink.
    postcard::to_stdvec(&LinkV2 { code: code.to_owned(), record }).unwrap_or_default()
}

/// Decodes version 2.
pub(super) fn read(bytes: &[u8]) -> Result<Link, Refusal> {
    let (link, rest) = postcard::take_from_bytes::<LinkV2>(bytes).map_err(|_| Refusal::Malformed)?;
    if !rest.is_empty() {
        return Err(Refusal::Malformed);
    }
    if link.code.len() > MAX_CODE_BYTES {
        return Err(Refusal::CodeTooLong { bytes: link.code.len() });
    }
    let mut record = link.record.map(|bytes| v1::read(&bytes)).transpose()?;
    if let Some(record) = &mut record {
        record.setup.set_code(Some(&link.code)).map_err(|_| Refusal::Malformed)?;
    }
    Ok(Link { code: Some(link.code), record })
}
