//! The figures of docs/performance.md: the whole path against real sockets, as ratios in one run where that
//! is possible. `cargo bench --bench figures [-- NAME...]` runs all or the named ones; `history` names all that
//! begin with it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unchecked_time_subtraction,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement that cannot go on must stop; it prints, reads the clock and waits"
)]

mod alarms;
mod cpu;
mod frames;
mod history;
mod journal;
mod latency;
mod plant_set;
mod plants;
mod rates;
mod real_sets;
mod replay;
mod server;
mod sizes;
mod start;
mod trend;
mod trend_store;

fn main() {
    let begun = std::time::Instant::now();
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--bench")).collect();
    if let [serve, port, delay] = arguments.as_slice()
        && serve == "serve"
    {
        return server::serve(port.parse().unwrap(), delay.parse().unwrap());
    }
    if let [browse, folder] = arguments.as_slice()
        && browse == "browse"
    {
        return history::child(std::path::Path::new(folder));
    }
    if let [replay, folder] = arguments.as_slice()
        && replay == "replay-of"
    {
        return replay::child(std::path::Path::new(folder), begun);
    }
    println!("{}", cpu::machine());
    let all: [(&str, fn()); 18] = [
        ("alarms", alarms::ten_thousand_definitions),
        ("alarms-burst", alarms::burst),
        ("codec", rates::against_the_bare_codec),
        ("rate", rates::five_thousand_tags),
        ("load", rates::a_thousand_tags),
        ("acquisition", rates::ten_thousand_tags),
        ("change", latency::change_to_frame),
        ("click", latency::click_to_wire),
        ("frames", frames::per_frame),
        ("start", start::water_works),
        ("journal", journal::filter),
        ("history-record", history::a_thousand_tags),
        ("history-range", history::ten_million_rows),
        ("history-month", history::month),
        ("history-size", history::a_day),
        ("replay", replay::month),
        ("sizes", sizes::real_plants),
        ("trend", trend::hundred_million),
    ];
    for (name, figure) in all {
        if arguments.is_empty()
            || arguments.iter().any(|asked| name == asked || name.starts_with(&format!("{asked}-")))
        {
            figure();
        }
    }
}
