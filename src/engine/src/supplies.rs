//! Files that the runs of a job need, and what is prepared of them before any clock starts.

use crate::parts::EngineParts;
use crate::pool;
use crate::stored_files::StoredFiles;
use lanes_model::workload::{File, ReadFiles};
use lanes_model::{Failure, Workload};
use lanes_workloads::{Material, prepare};
use std::borrow::Cow;

/// Supplies of a job. Each is prepared once.
pub(crate) struct Supplies<'a> {
    own_files: &'a [File],
    parts: &'a EngineParts,
    prepared: Vec<(Workload, Supply)>,
}

/// Files of one workload, and what is prepared of them.
pub(crate) struct Supply {
    /// Files that the workload processes.
    pub(crate) files: Vec<File>,
    /// Material prepared of the files.
    pub(crate) material: Material,
    /// Files in the browser's storage, which are removed with the supply.
    _stored: Option<StoredFiles>,
}

impl<'a> Supplies<'a> {
    /// Creates the supplies of a job on the reader's own files, or on bundled ones if there are none.
    pub(crate) fn new(own_files: &'a [File], parts: &'a EngineParts) -> Supplies<'a> {
        Supplies { own_files, parts, prepared: Vec::new() }
    }

    /// Returns the supply of a workload, and prepares it the first time.
    ///
    /// # Errors
    /// If a file cannot be loaded, stored or read.
    pub(crate) async fn get(&mut self, workload: &Workload) -> Result<&Supply, Failure> {
        let index = match self.prepared.iter().position(|(prepared, _)| prepared == workload) {
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
                self.prepared.push((workload.clone(), Supply { files, material, _stored: stored }));
                self.prepared.len() - 1
            }
        };
        Ok(&self.prepared[index].1)
    }

    async fn files(&self, workload: &Workload) -> Result<Vec<File>, Failure> {
        if !self.own_files.is_empty() {
            return Ok(self.own_files.to_vec());
        }
        let mut files = Vec::new();
        // One by one: a connection that all of them share would take longer for each than the limit on silence.
        for name in workload.bundled_files() {
            let bytes = self.parts.load_file(&name).await?.into();
            files.push(File { name, bytes });
        }
        Ok(files)
    }

    /// Stores the files that are read while the clock runs. Lanes are handed only their URLs.
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
