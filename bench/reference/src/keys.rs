//! Listing keys and adding up their sizes.

use crate::repo;
use crate::{Answer, Case, Failure, Parameters, wait};
use futures::TryStreamExt;
use icechunk::Store;
use std::time::Instant;

pub struct Keys {
    store: Store,
    sum: String,
}

impl Keys {
    pub fn new(with: &Parameters) -> Result<Keys, Failure> {
        let store = wait(async {
            let storage = repo::storage(with).await?;
            let repository = repo::with_references(&storage, with).await?;
            repo::reader(&repository).await
        })?;
        let mut keys = Keys { store, sum: String::new() };
        keys.sum = wait(keys.all(&mut Answer::default()))?;
        Ok(keys)
    }

    async fn all(&self, answer: &mut Answer) -> Result<String, Failure> {
        let document = self.store.getsize("a/zarr.json").await?;
        let begin = Instant::now();
        let keys: Vec<String> = self.store.list().await?.try_collect().await?;
        answer.phase("list", begin.elapsed());
        let begin = Instant::now();
        let names: Vec<String> = self.store.list_dir("a/c").await?.try_collect().await?;
        answer.phase("directory", begin.elapsed());
        let begin = Instant::now();
        let bytes = self.store.getsize_prefix("a").await? - document;
        answer.phase("getsize", begin.elapsed());
        Ok(format!("{}-{}-{bytes}", keys.len(), names.len()))
    }
}

impl Case for Keys {
    fn sum(&self) -> String {
        self.sum.clone()
    }

    fn run(&mut self, _repetitions: u64) -> Result<Answer, Failure> {
        let mut answer = Answer::default();
        if wait(self.all(&mut answer))? != self.sum {
            return Err("other keys than before".into());
        }
        Ok(answer)
    }
}
