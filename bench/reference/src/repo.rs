//! Repositories, arrays and the bytes of chunks, as every peer of the comparison makes them.

use crate::{Failure, Parameters};
use bytes::Bytes;
use futures::TryStreamExt;
use icechunk::format::manifest::{VirtualChunkLocation, VirtualChunkRef};
use icechunk::format::{ByteRange, ChunkIndices, Path};
use icechunk::repository::VersionInfo;
use icechunk::session::Session;
use icechunk::storage::{new_in_memory_storage, new_local_filesystem_storage};
use icechunk::{Repository, RepositoryConfig, Storage, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::sync::RwLock;

pub const VERSION: &str = "2.3.1";
pub const ALL: ByteRange = ByteRange::ALL;
const REFS_OF_A_FILE: u64 = 100;

pub type Files = Arc<dyn Storage + Send + Sync>;

/// The storage that a case names: `storage=memory`, or `local` and the directory `dir`. Local ones
/// are new each time, except where several processes share one; nobody deletes files before the
/// case is over, for that makes those slow who create files next.
pub async fn storage(with: &Parameters) -> Result<Files, Failure> {
    static MADE: AtomicU64 = AtomicU64::new(0);
    if with.text("storage") == "memory" {
        return Ok(new_in_memory_storage().await?);
    }
    let number = if with.text("process").is_empty() { MADE.fetch_add(1, Relaxed) } else { 0 };
    let directory = std::path::Path::new(with.text("dir")).join(format!("rust-{number}"));
    std::fs::create_dir_all(&directory)?;
    Ok(new_local_filesystem_storage(&directory).await?)
}

/// With manifests split by hand where `split` says so.
pub async fn create(storage: &Files, with: &Parameters) -> Result<Repository, Failure> {
    let mut config = RepositoryConfig::default();
    if with.number("split") > 0 {
        use icechunk::config::{ManifestConfig, ManifestSplittingConfig};
        let splitting = ManifestSplittingConfig::with_size(with.number("split") as u32);
        config.manifest =
            Some(ManifestConfig { splitting: Some(splitting), ..ManifestConfig::default() });
    }
    Ok(Repository::create(Arc::clone(storage)).config(config).execute().await?)
}

pub fn main_branch() -> VersionInfo {
    VersionInfo::BranchTipRef("main".to_string())
}

pub fn array_path() -> Path {
    "/a".try_into().expect("a path")
}

pub async fn store_of(session: Session) -> Store {
    Store::from_session(Arc::new(RwLock::new(session))).await
}

pub async fn reader(repository: &Repository) -> Result<Store, Failure> {
    Ok(store_of(repository.readonly_session(&main_branch()).await?).await)
}

pub async fn commit(store: &Store, message: &str) -> Result<(), Failure> {
    store.session().write().await.commit(message).execute().await?;
    Ok(())
}

/// The document of an array `a` of bytes in `count` chunks of `length`.
pub fn document(count: u64, length: u64) -> Bytes {
    Bytes::from(format!(
        concat!(
            r#"{{"zarr_format":3,"node_type":"array","shape":[{}],"data_type":"uint8","#,
            r#""chunk_grid":{{"name":"regular","configuration":{{"chunk_shape":[{}]}}}},"#,
            r#""chunk_key_encoding":{{"name":"default"}},"fill_value":0,"#,
            r#""codecs":[{{"name":"bytes"}}]}}"#
        ),
        count * length,
        length
    ))
}

pub fn key(chunk: u64) -> String {
    format!("a/c/{chunk}")
}

/// The first word of a chunk, which is different in each.
pub fn first_word(chunk: u64) -> u32 {
    (chunk as u32).wrapping_mul(2_654_435_761)
}

/// Words of four bytes that follow from the number of the chunk.
pub fn content(chunk: u64, length: u64) -> Bytes {
    let mut bytes = Vec::with_capacity(length as usize);
    let mut word = first_word(chunk);
    while (bytes.len() as u64) < length {
        bytes.extend_from_slice(&word.to_le_bytes());
        word = word.wrapping_add(2_246_822_519);
    }
    bytes.truncate(length as usize);
    Bytes::from(bytes)
}

pub fn expect_chunk(bytes: &[u8], chunk: u64, length: u64) -> Result<(), Failure> {
    let begins = bytes.get(0..4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    if bytes.len() as u64 != length || begins != Some(first_word(chunk)) {
        return Err(format!("chunk {chunk}: {} bytes, or others", bytes.len()).into());
    }
    Ok(())
}

/// A repository whose array has `count` chunks of `bytes` bytes each.
pub async fn with_chunks(
    storage: &Files,
    with: &Parameters,
) -> Result<Repository, Failure> {
    let (count, length) = (with.number("chunks"), with.number("bytes"));
    let repository = create(storage, with).await?;
    let store = store_of(repository.writable_session("main").await?).await;
    store.set("a/zarr.json", document(count, length)).await?;
    for chunk in 0..count {
        store.set(&key(chunk), content(chunk, length)).await?;
    }
    commit(&store, "chunks").await?;
    Ok(repository)
}

pub fn reference(chunk: u64) -> VirtualChunkRef {
    let file = format!("s3://archive/model/run-{}.nc", chunk / REFS_OF_A_FILE);
    reference_at(&file, 4096 + chunk % REFS_OF_A_FILE * 65_536, 65_536)
}

pub fn reference_at(location: &str, offset: u64, length: u64) -> VirtualChunkRef {
    VirtualChunkRef {
        location: VirtualChunkLocation::from_url(location).expect("a location"),
        offset,
        length,
        checksum: None,
    }
}

pub fn references(count: u64) -> Vec<(ChunkIndices, VirtualChunkRef)> {
    (0..count).map(|chunk| (ChunkIndices(vec![chunk as u32]), reference(chunk))).collect()
}

/// A repository whose array has `refs` chunks: virtual references, or a byte each when `inline`.
pub async fn with_references(
    storage: &Files,
    with: &Parameters,
) -> Result<Repository, Failure> {
    let count = with.number("refs");
    let repository = create(storage, with).await?;
    let store = store_of(repository.writable_session("main").await?).await;
    store.set("a/zarr.json", document(count, 1)).await?;
    if with.text("kind") == "inline" {
        for chunk in 0..count {
            store.set(&key(chunk), content(chunk, 1)).await?;
        }
    } else {
        store.set_virtual_refs(&array_path(), false, references(count)).await?;
    }
    commit(&store, "references").await?;
    Ok(repository)
}

/// How many chunks a reader that opens the storage anew sees.
pub async fn present(storage: &Files) -> Result<u64, Failure> {
    let fresh = Repository::open(Arc::clone(storage)).execute().await?;
    let session = fresh.readonly_session(&main_branch()).await?;
    let path = array_path();
    let chunks = session.chunk_coordinates(&path).await?;
    Ok(chunks.try_fold(0, |count, _| async move { Ok(count + 1) }).await?)
}
