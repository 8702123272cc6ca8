//! Published records, and records made to do harm.

use base64ct::{Base64UrlUnpadded, Encoding};
use lanes_report::record::limits::{MAX_BYTES, MAX_CHARS};
use lanes_report::record::{VERSION, decode, decode_bytes};
use lanes_report::result::ResultDocument;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::PathBuf;

/// Maximum memory of decoding in bytes, whatever the text is. The limits on runs, lanes, spans and tasks follow from
/// it.
const MAX_MEMORY: usize = 64 << 20;

/// Allocator that counts the current bytes of this thread, and their maximum.
struct Counting;

thread_local! {
    static BYTES: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

// SAFETY: all calls go to the system's allocator, and are counted.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (now, most) = BYTES.get();
        let now = now + layout.size();
        BYTES.set((now, most.max(now)));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        let (now, most) = BYTES.get();
        // Memory allocated on another thread was not counted here.
        BYTES.set((now.saturating_sub(layout.size()), most));
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Returns the most bytes that `work` allocates at any moment, in addition to those before.
fn most_memory(work: impl FnOnce()) -> usize {
    let (before, _) = BYTES.get();
    BYTES.set((before, before));
    work();
    BYTES.get().1 - before
}

fn fixture(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the inflated bytes of a fixture.
fn bytes_of(fragment: &str) -> Vec<u8> {
    let (_, text) = fragment.trim().split_once('.').unwrap();
    decompress_to_vec_zlib(&Base64UrlUnpadded::decode_vec(text).unwrap()).unwrap()
}

/// Published links keep their meaning, in every version.
#[test]
fn a_link_of_every_version_keeps_its_meaning() {
    for version in 1..=VERSION {
        let record = decode(fixture(&format!("record-v{version}.txt")).trim()).unwrap();
        let document = ResultDocument::new(
            &record.setup,
            record.runs(),
            record.failure.as_ref(),
            record.environment.clone(),
        );
        let json = serde_json::to_string_pretty(&document).unwrap();
        assert_eq!(json.trim(), fixture(&format!("record-v{version}.json")).trim(), "version {version}");
    }
}

#[test]
fn hostile_bytes_never_take_more_memory_than_allowed() {
    let good = bytes_of(&fixture("record-v1.txt"));
    let mut rng = fastrand::Rng::with_seed(1);
    let mut most = 0;
    let mut rounds: Vec<Vec<u8>> = Vec::new();
    for _ in 0..5_000 {
        let mut bytes = good.clone();
        for _ in 0..rng.usize(1..8) {
            let at = rng.usize(..bytes.len());
            match rng.u8(0..4) {
                // The largest possible number in place of a small one.
                0 => drop(bytes.splice(at..at, [0xff; 4])),
                1 => bytes.truncate(at.max(1)),
                2 if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => bytes[at] = rng.u8(..),
            }
        }
        rounds.push(bytes);
    }
    // A single byte repeated up to the limit: lists nested within lists.
    rounds.extend((0..=255).map(|byte| vec![byte; MAX_BYTES]));
    for bytes in rounds {
        most = most.max(most_memory(|| drop(decode_bytes(&bytes))));
    }
    assert!(most < MAX_MEMORY, "{most} bytes");
}

#[test]
fn a_text_that_inflates_without_end_takes_no_memory() {
    let text =
        format!("v1.{}", Base64UrlUnpadded::encode_string(&compress_to_vec_zlib(&vec![0; 1 << 24], 9)));
    assert!(text.len() < MAX_CHARS, "it would be refused for its length");
    let most = most_memory(|| drop(decode(&text)));
    assert!(most < 2 << 20, "{most} bytes");
    let long = "A".repeat(1 << 24);
    let most = most_memory(|| drop(decode(&long)));
    assert!(most < 1 << 10, "{most} bytes");
}
