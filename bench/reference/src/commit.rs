//! Commits: of one chunk into many, and of many writers at once.

use crate::repo::{self, Files};
use crate::{Answer, Case, Failure, Parameters, wait};
use bytes::Bytes;
use futures::StreamExt;
use icechunk::conflicts::detector::ConflictDetector;
use icechunk::{Repository, Store, new_local_filesystem_storage};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const STEP: u64 = 7_919;
const ATTEMPTS: u16 = 1_000;

/// One reference of many is replaced and committed.
pub struct Commit {
    with: Parameters,
    storage: Files,
    repository: Repository,
    next: u64,
    done: u64,
}

impl Commit {
    pub fn new(with: &Parameters) -> Result<Commit, Failure> {
        let storage = wait(repo::storage(with))?;
        let repository = wait(repo::with_references(&storage, with))?;
        Ok(Commit { with: with.clone(), storage, repository, next: 0, done: 0 })
    }

    async fn one(&mut self) -> Result<(), Failure> {
        self.next = (self.next + STEP) % self.with.number("refs");
        let store = repo::store_of(self.repository.writable_session("main").await?).await;
        let key = repo::key(self.next);
        if self.with.text("kind") == "inline" {
            store.set(&key, Bytes::from_static(&[1])).await?;
        } else {
            let changed = repo::reference_at("s3://archive/model/other.nc", self.next, 65_536);
            store.set_virtual_ref(&key, changed, false).await?;
        }
        self.done += 1;
        repo::commit(&store, "one").await
    }
}

impl Case for Commit {
    fn sum(&self) -> String {
        self.with.text("refs").to_string()
    }

    fn run(&mut self, repetitions: u64) -> Result<Answer, Failure> {
        wait(async {
            let begin = Instant::now();
            for _ in 0..repetitions {
                self.one().await?;
            }
            Ok(Answer::of(repetitions, begin.elapsed()))
        })
    }

    fn check(&mut self) -> Result<String, Failure> {
        let commits = wait(ancestors(&self.repository))?;
        if commits != self.done + 2 {
            return Err(format!("{commits} commits, not {}", self.done + 2).into());
        }
        Ok(wait(repo::present(&self.storage))?.to_string())
    }
}

pub async fn ancestors(repository: &Repository) -> Result<u64, Failure> {
    let line = repository.ancestry(&repo::main_branch()).await?;
    let mut line = Box::pin(line);
    let mut count = 0;
    while let Some(info) = line.next().await {
        info?;
        count += 1;
    }
    Ok(count)
}

async fn writes(repository: Arc<Repository>, from: u64, count: u64) -> Result<u64, Failure> {
    let mut acknowledged = 0;
    for chunk in from..from + count {
        let store: Store = repo::store_of(repository.writable_session("main").await?).await;
        store.set(&repo::key(chunk), repo::content(chunk, 4)).await?;
        let session = store.session();
        let mut session = session.write().await;
        let solver = ConflictDetector;
        if session.commit("one").rebase(&solver, ATTEMPTS).execute().await.is_ok() {
            acknowledged += 1;
        }
    }
    Ok(acknowledged)
}

/// Tasks of one process that commit disjoint chunks, each over what the others committed.
pub struct Writers {
    with: Parameters,
}

impl Writers {
    pub fn new(with: &Parameters) -> Result<Writers, Failure> {
        Ok(Writers { with: with.clone() })
    }
}

impl Case for Writers {
    fn sum(&self) -> String {
        (self.with.number("tasks") * self.with.number("commits")).to_string()
    }

    fn run(&mut self, _repetitions: u64) -> Result<Answer, Failure> {
        let (tasks, commits) = (self.with.number("tasks"), self.with.number("commits"));
        let answer = wait(async {
            let storage = repo::storage(&self.with).await?;
            let repository = Arc::new(repo::create(&storage, &self.with).await?);
            let store = repo::store_of(repository.writable_session("main").await?).await;
            store.set("a/zarr.json", repo::document(tasks * commits, 4)).await?;
            repo::commit(&store, "array").await?;
            let begin = Instant::now();
            let mut running = tokio::task::JoinSet::new();
            for task in 0..tasks {
                running.spawn(writes(Arc::clone(&repository), task * commits, commits));
            }
            let mut acknowledged = 0;
            while let Some(done) = running.join_next().await {
                acknowledged += done??;
            }
            let took = begin.elapsed();
            let present = repo::present(&storage).await?;
            let mut answer = Answer::of(present, took);
            answer.lost = acknowledged.saturating_sub(present);
            Ok::<_, Failure>(answer)
        });
        answer
    }
}

/// One of several processes that commit into one repository; process 0 makes it.
pub struct Writer {
    with: Parameters,
    storage: Files,
    repository: Arc<Repository>,
}

impl Writer {
    pub fn new(with: &Parameters) -> Result<Writer, Failure> {
        let repository = wait(async {
            let storage = repo::storage(with).await?;
            let repository = if with.number("process") == 0 {
                let repository = repo::create(&storage, with).await?;
                let store = repo::store_of(repository.writable_session("main").await?).await;
                let chunks = with.number("processes") * with.number("commits");
                store.set("a/zarr.json", repo::document(chunks, 4)).await?;
                repo::commit(&store, "array").await?;
                repository
            } else {
                Repository::open(Arc::clone(&storage)).execute().await?
            };
            Ok::<_, Failure>((storage, Arc::new(repository)))
        })?;
        Ok(Writer { with: with.clone(), storage: repository.0, repository: repository.1 })
    }
}

impl Case for Writer {
    fn sum(&self) -> String {
        self.with.text("process").to_string()
    }

    fn run(&mut self, _repetitions: u64) -> Result<Answer, Failure> {
        let commits = self.with.number("commits");
        let from = self.with.number("process") * commits;
        let begin = Instant::now();
        let acknowledged = wait(writes(Arc::clone(&self.repository), from, commits))?;
        Ok(Answer::of(acknowledged, begin.elapsed()))
    }

    fn check(&mut self) -> Result<String, Failure> {
        Ok(wait(repo::present(&self.storage))?.to_string())
    }
}

/// Many references in a local repository at `base`, for all peers to go on with.
pub struct Base {
    refs: u64,
}

impl Base {
    pub fn new(with: &Parameters) -> Result<Base, Failure> {
        wait(async {
            let storage = new_local_filesystem_storage(Path::new(with.text("base"))).await?;
            repo::fill(&repo::create(&storage, with).await?, with).await
        })?;
        Ok(Base { refs: with.number("refs") })
    }
}

impl Case for Base {
    fn sum(&self) -> String {
        self.refs.to_string()
    }

    fn run(&mut self, _repetitions: u64) -> Result<Answer, Failure> {
        Err("a base is not measured".into())
    }
}

/// The first two commits of one reference each into a copy of what another peer wrote.
pub struct Continue {
    with: Parameters,
}

impl Continue {
    pub fn new(with: &Parameters) -> Result<Continue, Failure> {
        Ok(Continue { with: with.clone() })
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()))?;
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

impl Case for Continue {
    fn sum(&self) -> String {
        self.with.text("refs").to_string()
    }

    fn run(&mut self, _repetitions: u64) -> Result<Answer, Failure> {
        let place = repo::place(&self.with);
        copy(Path::new(self.with.text("base")), &place)?;
        let mut answer = Answer::default();
        wait(async {
            let storage = new_local_filesystem_storage(&place).await?;
            let repository = Repository::open(Arc::clone(&storage)).execute().await?;
            for (number, phase) in [(1, "first"), (2, "second")] {
                let chunk = number * STEP % self.with.number("refs");
                let changed = repo::reference_at("s3://archive/model/other.nc", chunk, 65_536);
                let begin = Instant::now();
                let store = repo::store_of(repository.writable_session("main").await?).await;
                store.set_virtual_ref(&repo::key(chunk), changed, false).await?;
                repo::commit(&store, "one").await?;
                answer.phase(phase, begin.elapsed());
            }
            let seen = repo::present(&storage).await?;
            let commits = ancestors(&repository).await?;
            if seen != self.with.number("refs") || commits != 4 {
                return Err(format!("{seen} references, {commits} commits").into());
            }
            Ok::<_, Failure>(())
        })?;
        Ok(answer)
    }
}
