//! The program: everything is in the library; this only hands over and reports the exit code.

fn main() {}
