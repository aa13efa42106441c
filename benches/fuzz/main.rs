//! Feeds broken files to the readers of recordings: `cargo bench --bench fuzz -- TARGET EXECUTIONS [SEED]`.
//! Each input is a valid file with a few faults. One that makes a reader panic is saved and named.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a fuzzer that cannot go on must stop, and it prints"
)]

mod column;
mod container;
mod mutate;
mod sealed;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::mutate::Random;

/// Valid files, and what is done with each broken one. The reader must hold its own bounds: a target asserts
/// what it can see of them.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
    pub(crate) run: fn(&[u8]),
}

const TARGETS: [Target; 3] = [container::TARGET, column::TARGET, sealed::TARGET];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let mut arguments = arguments.iter();
    let name = arguments.next().map_or("container", String::as_str);
    let executions: u64 = arguments.next().map_or(10_000, |text| text.parse().unwrap());
    let seed: u64 = arguments.next().map_or(1, |text| text.parse().unwrap());
    let Some(target) = TARGETS.iter().find(|target| target.name == name) else {
        panic!("no target is called {name}");
    };
    let seeds = (target.seeds)();
    let mut random = Random::new(seed);
    for execution in 0..executions {
        let input = random.broken(&seeds);
        if catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).is_err() {
            let path = std::env::temp_dir().join(format!("fuzz-{name}-{seed}-{execution}"));
            std::fs::write(&path, &input).unwrap();
            println!("{name}: execution {execution} of seed {seed} failed; its input is {}", path.display());
            std::process::exit(1);
        }
    }
    println!("{name}: {executions} executions of seed {seed}, none failed");
}
