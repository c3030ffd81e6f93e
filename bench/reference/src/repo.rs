//! Repositories, arrays and the bytes of chunks, as every peer of the comparison makes them.

use crate::{Failure, Parameters};
use bytes::Bytes;
use futures::TryStreamExt;
use icechunk::format::manifest::{VirtualChunkLocation, VirtualChunkRef};
use icechunk::format::{ByteRange, ChunkIndices, Path};
use icechunk::repository::VersionInfo;
use icechunk::session::Session;
use icechunk::storage::s3_config::{S3Credentials, S3Options, S3StaticCredentials};
use icechunk::storage::{new_in_memory_storage, new_local_filesystem_storage, new_s3_storage};
use icechunk::{Repository, RepositoryConfig, Storage, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::sync::RwLock;

pub const VERSION: &str = "2.3.1";
pub const ALL: ByteRange = ByteRange::ALL;
const REFS_OF_A_FILE: u64 = 100;

pub type Files = Arc<dyn Storage + Send + Sync>;

pub fn s3_options(with: &Parameters) -> S3Options {
    S3Options::default()
        .with_region("us-east-1")
        .with_endpoint_url(with.text("endpoint"))
        .with_allow_http(true)
        .with_force_path_style(true)
}

pub fn s3_credentials(with: &Parameters) -> S3Credentials {
    S3Credentials::Static(S3StaticCredentials {
        access_key_id: with.text("key").to_string(),
        secret_access_key: with.text("secret").to_string(),
        session_token: None,
        expires_after: None,
    })
}

/// Where the files of a new repository go: below the directory `dir`, or, in the bucket `bucket`,
/// below the name of that directory.
pub fn place(with: &Parameters) -> std::path::PathBuf {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let number = if with.text("process").is_empty() { MADE.fetch_add(1, Relaxed) } else { 0 };
    std::path::Path::new(with.text("dir")).join(format!("rust-{number}"))
}

/// The storage that a case names: `storage=memory`, or `local` and the directory `dir`, or `s3`,
/// the server `endpoint` and a bucket. All but those in memory are new each time, except where several processes share one; nobody deletes files before the
/// case is over, for that makes those slow who create files next.
pub async fn storage(with: &Parameters) -> Result<Files, Failure> {
    match with.text("storage") {
        "memory" => Ok(new_in_memory_storage().await?),
        "s3" => bucket(with, &prefix(with)),
        _ => {
            let directory = place(with);
            std::fs::create_dir_all(&directory)?;
            Ok(new_local_filesystem_storage(&directory).await?)
        }
    }
}

/// A new prefix in the bucket.
pub fn prefix(with: &Parameters) -> String {
    let place = place(with);
    let parts: Vec<_> = place.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts[parts.len() - 2..].join("/")
}

pub fn bucket(with: &Parameters, prefix: &str) -> Result<Files, Failure> {
    Ok(new_s3_storage(
        s3_options(with),
        with.text("bucket").to_string(),
        Some(prefix.to_string()),
        Some(s3_credentials(with)),
        vec![],
        vec![],
        Some(false),
    )?)
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

/// References to chunks of equal lengths in even distances, as uncompressed ones lie, or `uneven`,
/// as compressed ones do.
pub fn references(count: u64, uneven: bool) -> Vec<(ChunkIndices, VirtualChunkRef)> {
    (0..count)
        .map(|chunk| {
            let mut reference = reference(chunk);
            if uneven {
                let less = first_word(chunk) as u64 >> 20;
                reference.offset += less;
                reference.length -= less;
            }
            (ChunkIndices(vec![chunk as u32]), reference)
        })
        .collect()
}

/// A repository whose array has `refs` chunks: virtual references, or a byte each when `inline`.
pub async fn with_references(
    storage: &Files,
    with: &Parameters,
) -> Result<Repository, Failure> {
    let repository = create(storage, with).await?;
    fill(&repository, with).await?;
    Ok(repository)
}

pub async fn fill(repository: &Repository, with: &Parameters) -> Result<(), Failure> {
    let count = with.number("refs");
    let store = store_of(repository.writable_session("main").await?).await;
    store.set("a/zarr.json", document(count, 1)).await?;
    if with.text("kind") == "inline" {
        for chunk in 0..count {
            store.set(&key(chunk), content(chunk, 1)).await?;
        }
    } else {
        store.set_virtual_refs(&array_path(), false, references(count, false)).await?;
    }
    commit(&store, "references").await
}

/// How many chunks a reader that opens the storage anew sees.
pub async fn present(storage: &Files) -> Result<u64, Failure> {
    let fresh = Repository::open(Arc::clone(storage)).execute().await?;
    let session = fresh.readonly_session(&main_branch()).await?;
    let path = array_path();
    let chunks = session.chunk_coordinates(&path).await?;
    Ok(chunks.try_fold(0, |count, _| async move { Ok(count + 1) }).await?)
}
