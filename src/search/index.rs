//! The index of an archive: one segment, held in memory or read piece by piece through a [`Source`]. One
//! thread and one segment, so that document numbers are entry numbers. It must never know what a query is.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, RamDirectory, WatchCallback, WatchHandle, WritePtr};
use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::{HasLen, ReloadPolicy, Searcher, TantivyDocument, TantivyError};

use super::entry::{Entry, PlanFacts, Records, STATES, STATUSES};
use super::schema::{Fields, schema, tokenizers};

/// Grows when anything about the index or its files changes.
pub const INDEX_VERSION: u32 = 5;

/// Memory the writer may use before it complains; it never flushes early, the whole segment is one.
const WRITER_BYTES: usize = 1 << 30;

const ENTRIES_FILE: &str = "entries.jsonl";
const OFFSETS_FILE: &str = "entries.offsets";

/// Named read-only files: what a kept index is opened from.
pub trait Source: fmt::Debug + Send + Sync + 'static {
    /// The length of a file in bytes; `None` if there is none of that name.
    fn len(&self, name: &str) -> Option<usize>;
    /// Some bytes of a file.
    fn read(&self, name: &str, range: Range<usize>) -> io::Result<Vec<u8>>;
}

/// A searchable archive.
pub struct Index {
    searcher: Searcher,
    fields: Fields,
    store: Store,
    /// The files of an index made here as they are, checksums included; empty where it was opened.
    raw: RamDirectory,
}

enum Store {
    Memory(Arc<Records>),
    Kept(Arc<dyn Source>),
}

/// An entry with what it shares with its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The entry.
    pub entry: Entry,
    /// Its plan.
    pub plan: PlanFacts,
}

impl Index {
    /// Indexes every entry.
    ///
    /// # Errors
    /// What tantivy could not do; memory is all it needs, so this is a bug if it happens.
    pub fn build(records: Arc<Records>) -> tantivy::Result<Self> {
        let raw = RamDirectory::create();
        let (mut writer, fields) = writer(raw.clone())?;
        for entry in &records.entries {
            writer.add_document(document(&records, entry, &fields))?;
        }
        let index = writer.finalize()?;
        Ok(Self { searcher: searcher(&index)?, fields, store: Store::Memory(records), raw })
    }

    /// Opens an index that was kept as [`Index::files`].
    ///
    /// # Errors
    /// If a file is missing, cut short, or of another version.
    pub fn open(source: Arc<dyn Source>) -> tantivy::Result<Self> {
        let mut index = tantivy::Index::open(SourceDirectory(source.clone()))?;
        let (schema, fields) = schema();
        if index.schema() != schema {
            return Err(TantivyError::SchemaError("the kept index has another schema".into()));
        }
        index.set_tokenizers(tokenizers());
        Ok(Self { searcher: searcher(&index)?, fields, store: Store::Kept(source), raw: RamDirectory::create() })
    }

    /// Everything needed to open this index again, by file name.
    ///
    /// # Errors
    /// If a file of the index cannot be read.
    pub fn files(&self) -> io::Result<Vec<(String, Vec<u8>)>> {
        let Store::Memory(records) = &self.store else { return Ok(Vec::new()) };
        let index = self.searcher.index();
        // Not the index's own directory: that one takes the checksum off each file, without which it is not opened again.
        let directory = &self.raw;
        let mut paths: Vec<PathBuf> = index.load_metas().map_err(io::Error::other)?.list_segment_files().into_iter().collect();
        paths.sort();
        let mut files = Vec::new();
        for path in paths {
            // Not every kind of file exists in every segment (deletes, for one).
            if directory.exists(&path).map_err(io::Error::other)? {
                let bytes = directory.open_read(&path).map_err(io::Error::other)?.read_bytes()?;
                files.push((path.to_string_lossy().into_owned(), bytes.as_slice().to_vec()));
            }
        }
        files.push(("meta.json".into(), directory.atomic_read(Path::new("meta.json")).map_err(io::Error::other)?));
        let (entries, offsets) = keep(records)?;
        files.push((ENTRIES_FILE.into(), entries));
        files.push((OFFSETS_FILE.into(), offsets));
        Ok(files)
    }

    /// Number of entries.
    pub fn len(&self) -> u32 {
        self.searcher.segment_readers().iter().map(tantivy::SegmentReader::max_doc).sum()
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry of a document number.
    ///
    /// # Errors
    /// If a kept index is damaged.
    pub fn found(&self, number: u32) -> io::Result<Found> {
        match &self.store {
            Store::Memory(records) => {
                let entry = records.entries.get(number as usize).ok_or_else(|| io::Error::other("no such entry"))?.clone();
                let plan = records.plans[entry.plan as usize].clone();
                Ok(Found { entry, plan })
            }
            Store::Kept(source) => {
                let entry: Entry = serde_json::from_slice(&line(source.as_ref(), number)?)?;
                let plan = serde_json::from_slice(&line(source.as_ref(), self.len() + entry.plan)?)?;
                Ok(Found { entry, plan })
            }
        }
    }

    /// What answers queries.
    pub(super) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The fields of the schema.
    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The records, of an index that was just built.
    pub fn records(&self) -> Option<&Arc<Records>> {
        match &self.store {
            Store::Memory(records) => Some(records),
            Store::Kept(_) => None,
        }
    }
}

fn searcher(index: &tantivy::Index) -> tantivy::Result<Searcher> {
    Ok(index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .num_warming_threads(0)
        .doc_store_cache_num_blocks(0)
        .try_into()?
        .searcher())
}

fn writer(raw: RamDirectory) -> tantivy::Result<(SingleSegmentIndexWriter, Fields)> {
    let (schema, fields) = schema();
    let builder = tantivy::IndexBuilder::new().schema(schema).tokenizers(tokenizers());
    Ok((builder.single_segment_index_writer(raw, WRITER_BYTES)?, fields))
}

fn document(records: &Records, entry: &Entry, fields: &Fields) -> TantivyDocument {
    let plan = &records.plans[entry.plan as usize];
    let mut document = TantivyDocument::default();
    document.add_text(fields.scored[0], &plan.title);
    document.add_text(fields.scored[1], &entry.heading);
    document.add_text(fields.scored[2], &entry.text);
    document.add_text(fields.place, format!("{} {}", plan.id, plan.path));
    document.add_text(fields.kind, entry.kind.word());
    document.add_text(fields.state, STATES[usize::from(plan.state)]);
    document.add_text(fields.status, STATUSES[usize::from(plan.status)]);
    for author in records.authors(entry) {
        document.add_text(fields.author, author);
    }
    if let Some(day) = entry.day {
        document.add_i64(fields.day, i64::from(day));
    }
    document
}

/// Entries, then plans, one JSON a line; and the offset of every line and of the end, as little-endian u64.
fn keep(records: &Records) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let (mut lines, mut offsets) = (Vec::new(), Vec::new());
    let mut mark = |lines: &Vec<u8>| offsets.extend((lines.len() as u64).to_le_bytes());
    for entry in &records.entries {
        mark(&lines);
        serde_json::to_writer(&mut lines, entry)?;
    }
    for plan in &records.plans {
        mark(&lines);
        serde_json::to_writer(&mut lines, plan)?;
    }
    mark(&lines);
    Ok((lines, offsets))
}

fn line(source: &dyn Source, number: u32) -> io::Result<Vec<u8>> {
    let at = number as usize * 8;
    let bytes = source.read(OFFSETS_FILE, at..at + 16)?;
    let offset = |half: &[u8]| half.try_into().map(u64::from_le_bytes).map_err(io::Error::other);
    let start = usize::try_from(offset(&bytes[..8])?).map_err(io::Error::other)?;
    let end = usize::try_from(offset(&bytes[8..])?).map_err(io::Error::other)?;
    source.read(ENTRIES_FILE, start..end)
}

/// A [`Source`] as tantivy asks for it: read only.
#[derive(Clone, Debug)]
struct SourceDirectory(Arc<dyn Source>);

#[derive(Debug)]
struct Handle {
    source: Arc<dyn Source>,
    name: String,
    len: usize,
}

impl HasLen for Handle {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for Handle {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        Ok(OwnedBytes::new(self.source.read(&self.name, range)?))
    }
}

fn read_only() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "a kept index is read only")
}

impl Directory for SourceDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let name = path.to_string_lossy().into_owned();
        let len = self.0.len(&name).ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))?;
        Ok(Arc::new(Handle { source: self.0.clone(), name, len }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.0.len(&path.to_string_lossy()).is_some())
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let name = path.to_string_lossy();
        let len = self.0.len(&name).ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))?;
        self.0.read(&name, 0..len).map_err(|error| OpenReadError::IoError { io_error: Arc::new(error), filepath: path.to_owned() })
    }

    fn atomic_write(&self, _path: &Path, _data: &[u8]) -> io::Result<()> {
        Err(read_only())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        // Nothing is ever written, so there is nothing to lock against.
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
