//! Long histories: commits one after another, and what can be asked of them.

use crate::commit::ancestors;
use crate::repo::{self, Files};
use crate::{Answer, Case, Failure, Parameters, wait};
use icechunk::Repository;
use icechunk::repository::VersionInfo;
use std::sync::Arc;
use std::time::Instant;

const PLACES: u64 = 10;
const WARM_COMMITS: u64 = 200;

async fn base(storage: &Files, with: &Parameters) -> Result<Repository, Failure> {
    let repository = repo::create(storage, with).await?;
    let store = repo::store_of(repository.writable_session("main").await?).await;
    store.set("a/zarr.json", repo::document(PLACES, 4)).await?;
    repo::commit(&store, "array").await?;
    Ok(repository)
}

async fn commits(repository: &Repository, count: u64) -> Result<(), Failure> {
    for i in 0..count {
        let store = repo::store_of(repository.writable_session("main").await?).await;
        store.set(&repo::key(i % PLACES), repo::content(i, 4)).await?;
        repo::commit(&store, "one").await?;
    }
    Ok(())
}

/// Commits of one chunk each, after `before` of them, and after `warm_ms` milliseconds of such
/// commits in other repositories.
pub struct Series {
    repository: Repository,
    done: u64,
}

impl Series {
    pub fn new(with: &Parameters) -> Result<Series, Failure> {
        let repository = wait(async {
            let begin = Instant::now();
            while begin.elapsed().as_millis() < with.number("warm_ms").into() {
                let other = base(&repo::storage(with).await?, with).await?;
                commits(&other, WARM_COMMITS).await?;
            }
            let repository = base(&repo::storage(with).await?, with).await?;
            commits(&repository, with.number("before")).await?;
            Ok::<_, Failure>(repository)
        })?;
        Ok(Series { repository, done: with.number("before") })
    }
}

impl Case for Series {
    fn sum(&self) -> String {
        self.done.to_string()
    }

    fn run(&mut self, repetitions: u64) -> Result<Answer, Failure> {
        let begin = Instant::now();
        wait(commits(&self.repository, repetitions))?;
        self.done += repetitions;
        Ok(Answer::of(repetitions, begin.elapsed()))
    }

    fn check(&mut self) -> Result<String, Failure> {
        let seen = wait(ancestors(&self.repository))?;
        if seen != self.done + 2 {
            return Err(format!("{seen} commits, not {}", self.done + 2).into());
        }
        Ok("complete".to_string())
    }
}

/// The line of ancestors, the difference of its ends, and opening to the first chunk.
pub struct Past {
    storage: Files,
    repository: Repository,
    count: u64,
}

impl Past {
    pub fn new(with: &Parameters) -> Result<Past, Failure> {
        let count = with.number("commits");
        let (storage, repository) = wait(async {
            let storage = repo::storage(with).await?;
            let repository = base(&storage, with).await?;
            commits(&repository, count).await?;
            Ok::<_, Failure>((storage, repository))
        })?;
        Ok(Past { storage, repository, count })
    }

    async fn first(&self) -> Result<VersionInfo, Failure> {
        use futures::TryStreamExt;
        let line = self.repository.ancestry(&repo::main_branch()).await?;
        let all: Vec<_> = line.try_collect().await?;
        Ok(VersionInfo::SnapshotId(all[all.len() - 2].id.clone()))
    }
}

impl Case for Past {
    fn sum(&self) -> String {
        self.count.to_string()
    }

    fn run(&mut self, _repetitions: u64) -> Result<Answer, Failure> {
        let mut answer = Answer::default();
        wait(async {
            let first = self.first().await?;
            let begin = Instant::now();
            let seen = ancestors(&self.repository).await?;
            answer.phase("ancestry", begin.elapsed());
            let begin = Instant::now();
            let diff = self.repository.diff(&first, &repo::main_branch()).await?;
            let chunks: usize = diff.updated_chunks.values().map(|set| set.len()).sum();
            answer.phase("diff", begin.elapsed());
            let begin = Instant::now();
            let fresh = Repository::open(Arc::clone(&self.storage)).execute().await?;
            let bytes = repo::reader(&fresh).await?.get(&repo::key(1), &repo::ALL).await?;
            answer.phase("open", begin.elapsed());
            if seen != self.count + 2 || chunks as u64 != PLACES || bytes.len() != 4 {
                return Err(format!("{seen} commits, {chunks} chunks").into());
            }
            Ok::<_, Failure>(())
        })?;
        Ok(answer)
    }
}
