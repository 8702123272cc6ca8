//! What runs need beside their sizes: files, and what is made of them, before any clock starts.

use crate::http::Http;
use crate::pool;
use crate::stored_files::StoredFiles;
use futures::future;
use lanes_model::workload::{File, ReadFiles};
use lanes_model::{Failure, FailureKind, Workload};
use lanes_workloads::{AsyncNetwork, Material, prepare};
use std::borrow::Cow;

/// How long a bundled file is waited for.
const TIMEOUT_MS: u32 = 30_000;

/// The supplies of a job, each made once.
pub(crate) struct Supplies<'a> {
    own_files: &'a [File],
    network: Http,
    made: Vec<(Workload, Supply)>,
}

/// What the runs of one workload need.
pub(crate) struct Supply {
    /// The files it works on.
    pub(crate) files: Vec<File>,
    /// What was made of them.
    pub(crate) material: Material,
    /// Files that are there as long as it is.
    _stored: Option<StoredFiles>,
}

impl<'a> Supplies<'a> {
    /// For work on a reader's own files, or, where there are none, on bundled ones.
    pub(crate) fn new(own_files: &'a [File], base: &str) -> Supplies<'a> {
        let network = Http { base: base.to_owned(), timeout_ms: TIMEOUT_MS, asked: None };
        Supplies { own_files, network, made: Vec::new() }
    }

    /// What a workload needs.
    ///
    /// # Errors
    /// Where a file cannot be had, or is not what it should be.
    pub(crate) async fn get(&mut self, workload: &Workload) -> Result<&Supply, Failure> {
        let index = match self.made.iter().position(|(made, _)| made == workload) {
            Some(index) => index,
            None => {
                let (files, stored) = match workload {
                    Workload::ReadFiles(files) => {
                        self.store(files).await.map(|(files, stored)| (files, Some(stored)))?
                    }
                    _ => (self.files(workload).await?, None),
                };
                let material = {
                    let (workload, files) = (workload.clone(), files.clone());
                    pool::compute(move || prepare(&workload, &files)).await?
                };
                self.made.push((workload.clone(), Supply { files, material, _stored: stored }));
                self.made.len() - 1
            }
        };
        Ok(&self.made[index].1)
    }

    async fn files(&self, workload: &Workload) -> Result<Vec<File>, Failure> {
        if !self.own_files.is_empty() {
            return Ok(self.own_files.to_vec());
        }
        let names = workload.bundled_files();
        future::try_join_all(names.into_iter().map(|name| self.bundled_file(name))).await
    }

    async fn bundled_file(&self, name: String) -> Result<File, Failure> {
        let answer = self.network.get(&name).await?;
        if answer.status != 200 {
            return Err(Failure::new(FailureKind::Network, format!("{name} could not be loaded."))
                .because(format!("HTTP status {}", answer.status)));
        }
        Ok(File { name, bytes: answer.body.into() })
    }

    /// Writes the files that are to be read while the clock runs. Only where they are is handed to the lanes.
    async fn store(&self, files: &ReadFiles) -> Result<(Vec<File>, StoredFiles), Failure> {
        let stored = StoredFiles::new().await?;
        let mut written = Vec::new();
        for number in 0..files.count {
            let content = match self.own_files.get(number as usize) {
                Some(file) => Cow::Borrowed(&*file.bytes),
                None => Cow::Owned(files.content(number)),
            };
            let address = stored.add(&number.to_string(), &content).await?;
            written.push(File { name: address, bytes: [].into() });
        }
        Ok((written, stored))
    }
}
