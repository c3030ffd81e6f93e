//! The reference's Rust core as a peer of the comparison: one process that reads requests of one
//! line from its standard input and answers each with one line.
//!
//! ```text
//! version                     -> ok version=…
//! prepare CASE key=value …    -> ok sum=…      what the case read or counted, or none REASON
//! run REPETITIONS             -> ok work=… nanos=… [lost=…] [nanos.PHASE=…] [count.PHASE=…]
//! check                       -> ok sum=…      what is there after all repetitions
//! close                       -> ok
//! ```
//!
//! `sum` is compared between the peers: it is equal where the same work was done on the same bytes.

mod commit;
mod history;
mod keys;
mod maintain;
mod memory;
mod read;
mod repo;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, Write};
use std::time::Duration;

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What is measured: prepared when it is made.
pub trait Case {
    /// What was read or written in preparation.
    fn sum(&self) -> String;
    fn run(&mut self, repetitions: u64) -> Result<Answer, Failure>;
    /// What is there after everything was measured.
    fn check(&mut self) -> Result<String, Failure> {
        Ok(self.sum())
    }
}

#[derive(Default)]
pub struct Answer {
    pub work: u64,
    pub lost: u64,
    pub nanos: u128,
    pub phases: BTreeMap<&'static str, u128>,
    /// What is counted, not timed.
    pub counts: BTreeMap<&'static str, u64>,
}

impl Answer {
    pub fn of(work: u64, took: Duration) -> Answer {
        Answer { work, nanos: took.as_nanos(), ..Answer::default() }
    }

    pub fn phase(&mut self, name: &'static str, took: Duration) {
        self.work = 1;
        self.nanos += took.as_nanos();
        self.phases.insert(name, took.as_nanos());
    }
}

#[derive(Clone)]
pub struct Parameters(pub HashMap<String, String>);

impl Parameters {
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or("")
    }

    pub fn number(&self, name: &str) -> u64 {
        self.text(name).parse().unwrap_or(0)
    }
}

pub fn wait<T>(work: impl Future<Output = T>) -> T {
    use std::sync::OnceLock;
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| tokio::runtime::Runtime::new().expect("a runtime")).block_on(work)
}

fn prepare(name: &str, with: &Parameters) -> Result<Option<Box<dyn Case>>, Failure> {
    Ok(Some(match name {
        "get" => Box::new(read::Get::new(with)?),
        "read-all" => Box::new(read::ReadAll::new(with)?),
        "virtual" => Box::new(read::Virtual::new(with)?),
        "set" => Box::new(write::Set::new(with)?),
        "commit" => Box::new(commit::Commit::new(with)?),
        "series" => Box::new(history::Series::new(with)?),
        "past" => Box::new(history::Past::new(with)?),
        "writers" => Box::new(commit::Writers::new(with)?),
        "writer" => Box::new(commit::Writer::new(with)?),
        "bulk" => Box::new(write::Bulk::new(with)?),
        "objects" => Box::new(write::Objects::new(with)?),
        "base" => Box::new(commit::Base::new(with)?),
        "continue" => Box::new(commit::Continue::new(with)?),
        "keys" => Box::new(keys::Keys::new(with)?),
        "collect" => Box::new(maintain::Collect::new(with)?),
        _ => return Ok(None),
    }))
}

fn answer(line: &str, case: &mut Option<Box<dyn Case>>) -> Result<String, Failure> {
    let mut words = line.split_whitespace();
    match words.next().unwrap_or("") {
        "version" => Ok(format!("ok version={}", repo::VERSION)),
        "prepare" => {
            *case = None;
            let name = words.next().unwrap_or("");
            let values = words
                .filter_map(|word| word.split_once('='))
                .map(|(key, value)| (key.to_string(), value.to_string()));
            match prepare(name, &Parameters(values.collect()))? {
                Some(prepared) => {
                    let text = format!("ok sum={}", prepared.sum());
                    *case = Some(prepared);
                    Ok(text)
                }
                None => Ok(format!("none no case {name}")),
            }
        }
        "run" => {
            let repetitions = words.next().unwrap_or("1").parse()?;
            let done = case.as_mut().ok_or("nothing is prepared")?.run(repetitions)?;
            let mut text =
                format!("ok work={} nanos={} lost={}", done.work, done.nanos, done.lost);
            for (phase, nanos) in &done.phases {
                text += &format!(" nanos.{phase}={nanos}");
            }
            for (phase, count) in &done.counts {
                text += &format!(" count.{phase}={count}");
            }
            Ok(text)
        }
        "check" => {
            let sum = case.as_mut().ok_or("nothing is prepared")?.check()?;
            Ok(format!("ok sum={sum}"))
        }
        "close" => {
            *case = None;
            Ok("ok".to_string())
        }
        other => Ok(format!("error unknown request {other}")),
    }
}

fn main() -> Result<(), Failure> {
    let mut case = None;
    for line in std::io::stdin().lock().lines() {
        let text = answer(&line?, &mut case)
            .unwrap_or_else(|failure| format!("error {failure}").replace('\n', " "));
        println!("{text}");
        std::io::stdout().flush()?;
    }
    Ok(())
}
