//! The program: everything is in the library; this only hands over and reports the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    pilothouse::cli::main()
}
