//! Writing: chunks into a session, and references by the million.

use crate::{memory, repo};
use crate::{Answer, Case, Failure, Parameters, wait};
use futures::{StreamExt, TryStreamExt, stream};
use icechunk::{Repository, Store};
use std::sync::Arc;
use std::time::Instant;

/// Chunks set in a session of a fresh repository, by `tasks` tasks; with `committed` they are
/// committed too, and that counts.
pub struct Set {
    with: Parameters,
    keys: Vec<String>,
}

impl Set {
    pub fn new(with: &Parameters) -> Result<Set, Failure> {
        let keys = (0..with.number("chunks")).map(repo::key).collect();
        Ok(Set { with: with.clone(), keys })
    }

    async fn set(store: Store, keys: Vec<String>, bytes: bytes::Bytes) -> Result<(), Failure> {
        for key in keys {
            store.set(&key, bytes.clone()).await?;
        }
        Ok(())
    }
}

impl Case for Set {
    fn sum(&self) -> String {
        self.keys.len().to_string()
    }

    fn run(&mut self, repetitions: u64) -> Result<Answer, Failure> {
        let (count, length) = (self.keys.len() as u64, self.with.number("bytes"));
        let tasks = self.with.number("tasks");
        let work: Vec<Vec<String>> = (0..tasks)
            .map(|task| {
                let mine = (0..repetitions).filter(|i| i % tasks == task);
                mine.map(|i| self.keys[(i % count) as usize].clone()).collect()
            })
            .collect();
        let bytes = repo::content(7, length);
        let answer = wait(async {
            let storage = repo::storage(&self.with).await?;
            let repository = repo::create(&storage, &self.with).await?;
            let store = repo::store_of(repository.writable_session("main").await?).await;
            store.set("a/zarr.json", repo::document(count, length)).await?;
            let begin = Instant::now();
            let mut running = tokio::task::JoinSet::new();
            for keys in work {
                running.spawn(Set::set(store.clone(), keys, bytes.clone()));
            }
            while let Some(done) = running.join_next().await {
                done??;
            }
            if self.with.text("committed") == "yes" {
                repo::commit(&store, "chunks").await?;
            }
            let took = begin.elapsed();
            let last = store.get(&self.keys[0], &repo::ALL).await?;
            repo::expect_chunk(&last, 7, length)?;
            Ok::<_, Failure>(Answer::of(repetitions, took))
        });
        answer
    }
}

/// Very many references set, committed, and looked up by a handle that was just opened.
pub struct Bulk {
    with: Parameters,
}

impl Bulk {
    pub fn new(with: &Parameters) -> Result<Bulk, Failure> {
        Ok(Bulk { with: with.clone() })
    }
}

impl Case for Bulk {
    fn sum(&self) -> String {
        self.with.text("refs").to_string()
    }

    fn run(&mut self, _repetitions: u64) -> Result<Answer, Failure> {
        let count = self.with.number("refs");
        memory::forget_peak()?;
        let references = repo::references(count, self.with.text("uneven") == "yes");
        let mut answer = Answer::default();
        wait(async {
            let storage = repo::storage(&self.with).await?;
            let repository = repo::create(&storage, &self.with).await?;
            let store = repo::store_of(repository.writable_session("main").await?).await;
            store.set("a/zarr.json", repo::document(count, 1)).await?;
            let begin = Instant::now();
            store.set_virtual_refs(&repo::array_path(), false, references).await?;
            answer.phase("set", begin.elapsed());
            let begin = Instant::now();
            repo::commit(&store, "references").await?;
            answer.phase("commit", begin.elapsed());
            let begin = Instant::now();
            let fresh = Repository::open(Arc::clone(&storage)).execute().await?;
            let reader = repo::reader(&fresh).await?;
            if !reader.exists(&repo::key(count / 2)).await? {
                return Err("the reference is not there".into());
            }
            answer.phase("open", begin.elapsed());
            let seen = repo::present(&storage).await?;
            if seen != count {
                return Err(format!("{seen} references of {count}").into());
            }
            answer.counts.insert("peak", memory::peak_mebibytes()?);
            Ok::<_, Failure>(())
        })?;
        Ok(answer)
    }
}

/// Very many chunks written to a bucket, `at_once` at a time, and committed.
pub struct Objects {
    with: Parameters,
    keys: Vec<String>,
}

impl Objects {
    pub fn new(with: &Parameters) -> Result<Objects, Failure> {
        let keys = (0..with.number("chunks")).map(repo::key).collect();
        Ok(Objects { with: with.clone(), keys })
    }
}

impl Case for Objects {
    fn sum(&self) -> String {
        self.keys.len().to_string()
    }

    fn run(&mut self, _repetitions: u64) -> Result<Answer, Failure> {
        let (count, length) = (self.keys.len() as u64, self.with.number("bytes"));
        let chunks: Vec<_> = (0..count).map(|chunk| repo::content(chunk, length)).collect();
        let mut answer = Answer::default();
        wait(async {
            let prefix = repo::prefix(&self.with);
            let storage = repo::bucket(&self.with, &prefix)?;
            let repository = repo::create(&storage, &self.with).await?;
            let store = repo::store_of(repository.writable_session("main").await?).await;
            store.set("a/zarr.json", repo::document(count, length)).await?;
            let begin = Instant::now();
            stream::iter(self.keys.iter().zip(chunks))
                .map(|(key, bytes)| {
                    let (store, key) = (store.clone(), key.clone());
                    async move {
                        tokio::spawn(async move { store.set(&key, bytes).await }).await??;
                        Ok::<_, Failure>(())
                    }
                })
                .buffer_unordered(self.with.number("at_once") as usize)
                .try_collect::<()>()
                .await?;
            repo::commit(&store, "chunks").await?;
            answer.phase("write", begin.elapsed());
            let data = std::path::Path::new(self.with.text("data")).join(prefix).join("chunks");
            answer.counts.insert("puts", std::fs::read_dir(data)?.count() as u64);
            let last = repo::reader(&repository).await?.get(&self.keys[0], &repo::ALL).await?;
            repo::expect_chunk(&last, 0, length)?;
            Ok::<_, Failure>(())
        })?;
        Ok(answer)
    }
}
