//! Reading: chunks one at a time, many at once, and chunks of foreign files.

use crate::{memory, repo};
use crate::{Answer, Case, Failure, Parameters, wait};
use futures::{StreamExt, TryStreamExt, stream};
use icechunk::config::Credentials;
use icechunk::format::ChunkIndices;
use icechunk::virtual_chunks::VirtualChunkContainer;
use icechunk::{ObjectStoreConfig, Repository, RepositoryConfig, Store};
use std::collections::HashMap;
use std::time::Instant;

const IN_FLIGHT: usize = 64;

fn checksum(store: &Store, count: u64, length: u64) -> Result<String, Failure> {
    let mut hasher = crc32fast::Hasher::new();
    for chunk in 0..count {
        let bytes = wait(store.get(&repo::key(chunk), &repo::ALL))?;
        repo::expect_chunk(&bytes, chunk, length)?;
        hasher.update(&bytes);
    }
    Ok(format!("{:08x}", hasher.finalize()))
}

async fn get(store: &Store, key: &str, chunk: u64, length: u64) -> Result<(), Failure> {
    let bytes = store.get(key, &repo::ALL).await?;
    repo::expect_chunk(&bytes, chunk, length)
}

/// Several at once, each in a task of its own.
async fn get_all(
    store: &Store,
    keys: &[String],
    length: u64,
    at_once: usize,
) -> Result<(), Failure> {
    stream::iter(keys.iter().enumerate())
        .map(|(chunk, key)| {
            let (store, key) = (store.clone(), key.clone());
            async move {
                tokio::spawn(async move { get(&store, &key, chunk as u64, length).await }).await?
            }
        })
        .buffer_unordered(at_once)
        .try_collect::<()>()
        .await
}

/// One chunk after another.
pub struct Get {
    store: Store,
    keys: Vec<String>,
    length: u64,
    next: usize,
    sum: String,
}

impl Get {
    pub fn new(with: &Parameters) -> Result<Get, Failure> {
        let storage = wait(repo::storage(with))?;
        let repository = wait(repo::with_chunks(&storage, with))?;
        let store = wait(repo::reader(&repository))?;
        let (count, length) = (with.number("chunks"), with.number("bytes"));
        let sum = checksum(&store, count, length)?;
        Ok(Get { store, keys: (0..count).map(repo::key).collect(), length, next: 0, sum })
    }
}

impl Case for Get {
    fn sum(&self) -> String {
        self.sum.clone()
    }

    fn run(&mut self, repetitions: u64) -> Result<Answer, Failure> {
        wait(async {
            let begin = Instant::now();
            for _ in 0..repetitions {
                self.next = (self.next + 1) % self.keys.len();
                get(&self.store, &self.keys[self.next], self.next as u64, self.length).await?;
            }
            Ok(Answer::of(repetitions, begin.elapsed()))
        })
    }
}

/// All chunks at once, and the most memory that the process held meanwhile.
pub struct ReadAll {
    store: Store,
    keys: Vec<String>,
    length: u64,
    at_once: usize,
    sum: String,
}

impl ReadAll {
    pub fn new(with: &Parameters) -> Result<ReadAll, Failure> {
        let Get { store, keys, length, sum, .. } = Get::new(with)?;
        let at_once = match with.number("at_once") {
            0 => IN_FLIGHT,
            some => some as usize,
        };
        Ok(ReadAll { store, keys, length, at_once, sum })
    }
}

impl Case for ReadAll {
    fn sum(&self) -> String {
        self.sum.clone()
    }

    fn run(&mut self, repetitions: u64) -> Result<Answer, Failure> {
        memory::forget_peak()?;
        let mut answer = wait(async {
            let begin = Instant::now();
            for _ in 0..repetitions {
                get_all(&self.store, &self.keys, self.length, self.at_once).await?;
            }
            let work = repetitions * self.keys.len() as u64;
            Ok::<_, Failure>(Answer::of(work, begin.elapsed()))
        })?;
        answer.counts.insert("peak", memory::peak_mebibytes()?);
        Ok(answer)
    }
}

/// Neighbouring chunks of one file, `source`, below the container `container`.
pub struct Virtual {
    store: Store,
    keys: Vec<String>,
    length: u64,
    at_once: usize,
    sum: String,
}

impl Virtual {
    pub fn new(with: &Parameters) -> Result<Virtual, Failure> {
        let (count, length) = (with.number("chunks"), with.number("bytes"));
        let prefix = with.text("container").to_string();
        let store = if prefix.starts_with("file://") {
            ObjectStoreConfig::LocalFileSystem(prefix["file://".len()..].into())
        } else if prefix.starts_with("s3://") {
            ObjectStoreConfig::S3Compatible(repo::s3_options(with))
        } else {
            let options = HashMap::from([("allow_http".to_string(), "true".to_string())]);
            ObjectStoreConfig::Http(icechunk::config::HttpConfig {
                opts: options,
                headers: HashMap::new(),
            })
        };
        let credentials =
            prefix.starts_with("s3://").then(|| Credentials::S3(repo::s3_credentials(with)));
        let container = VirtualChunkContainer::new(prefix.clone(), store)?;
        let config = RepositoryConfig {
            virtual_chunk_containers: Some(HashMap::from([(prefix.clone(), container)])),
            ..RepositoryConfig::default()
        };
        let source = format!("{prefix}{}", with.text("source"));
        let store = wait(async {
            let repository = Repository::create(repo::storage(with).await?)
                .config(config)
                .authorize_virtual_chunk_access(HashMap::from([(prefix.clone(), credentials)]))
                .execute()
                .await?;
            let store = repo::store_of(repository.writable_session("main").await?).await;
            store.set("a/zarr.json", repo::document(count, length)).await?;
            let references: Vec<_> = (0..count)
                .map(|chunk| {
                    let reference = repo::reference_at(&source, chunk * length, length);
                    (ChunkIndices(vec![chunk as u32]), reference)
                })
                .collect();
            store.set_virtual_refs(&repo::array_path(), true, references).await?;
            repo::commit(&store, "virtual").await?;
            repo::reader(&repository).await
        })?;
        let sum = checksum(&store, count, length)?;
        let keys = (0..count).map(repo::key).collect();
        Ok(Virtual { store, keys, length, at_once: with.number("at_once") as usize, sum })
    }
}

impl Case for Virtual {
    fn sum(&self) -> String {
        self.sum.clone()
    }

    fn run(&mut self, repetitions: u64) -> Result<Answer, Failure> {
        wait(async {
            let begin = Instant::now();
            for _ in 0..repetitions {
                get_all(&self.store, &self.keys, self.length, self.at_once).await?;
            }
            Ok(Answer::of(repetitions * self.keys.len() as u64, begin.elapsed()))
        })
    }
}
