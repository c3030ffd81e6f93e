//! Expiration and garbage collection of many small commits.

use crate::repo;
use crate::{Answer, Case, Failure, Parameters, wait};
use chrono::{TimeDelta, Utc};
use icechunk::ops::expiration::{ExpiredRefAction, expire};
use icechunk::ops::gc::{GCConfig, garbage_collect};
use std::num::{NonZeroU16, NonZeroUsize};
use std::sync::Arc;
use std::time::Instant;

const CHUNKS: u64 = 20;
const BYTES: u64 = 1_000;
const UPDATES_A_FILE: u16 = 100;

fn config(dry: bool) -> GCConfig {
    let few = |n| NonZeroU16::new(n).expect("not zero");
    let many = |n| NonZeroUsize::new(n).expect("not zero");
    let cutoff = Utc::now() + TimeDelta::days(1);
    GCConfig::clean_all(
        cutoff,
        cutoff,
        None,
        few(50),
        many(512 << 20),
        many(4 << 30),
        few(500),
        few(10),
        few(50),
        None,
        dry,
    )
}

pub struct Collect {
    with: Parameters,
}

impl Collect {
    pub fn new(with: &Parameters) -> Result<Collect, Failure> {
        Ok(Collect { with: with.clone() })
    }
}

impl Case for Collect {
    fn sum(&self) -> String {
        self.with.text("commits").to_string()
    }

    fn run(&mut self, _repetitions: u64) -> Result<Answer, Failure> {
        let commits = self.with.number("commits");
        let mut answer = Answer::default();
        wait(async {
            let repository =
                repo::create(&repo::storage(&self.with).await?, &self.with).await?;
            for commit in 0..commits {
                let store = repo::store_of(repository.writable_session("main").await?).await;
                if commit == 0 {
                    store.set("a/zarr.json", repo::document(CHUNKS, BYTES)).await?;
                }
                for chunk in 0..CHUNKS {
                    store.set(&repo::key(chunk), repo::content(commit, BYTES)).await?;
                }
                repo::commit(&store, "chunks").await?;
            }
            let assets = repository.asset_manager();
            let begin = Instant::now();
            expire(
                Arc::clone(assets),
                Utc::now() + TimeDelta::days(1),
                ExpiredRefAction::Ignore,
                ExpiredRefAction::Ignore,
                None,
                UPDATES_A_FILE,
            )
            .await?;
            answer.phase("expire", begin.elapsed());
            for (phase, dry) in [("dry", true), ("collect", false)] {
                let config = config(dry);
                let begin = Instant::now();
                let summary =
                    garbage_collect(Arc::clone(assets), &config, None, UPDATES_A_FILE).await?;
                answer.phase(phase, begin.elapsed());
                if summary.chunks_deleted != (commits - 1) * CHUNKS {
                    return Err(format!("{} chunks deleted", summary.chunks_deleted).into());
                }
            }
            Ok::<_, Failure>(())
        })?;
        Ok(answer)
    }
}
