//! Data that leaves the page: addresses, recorded results in links, saved files, code to copy, messages to a host page.

pub mod address;
pub mod code;
pub mod control;
pub mod destinations;
pub mod export;
pub mod presentation;
pub mod record;
pub mod report;
pub mod result;
pub mod share;
pub mod table;
pub mod versus;
