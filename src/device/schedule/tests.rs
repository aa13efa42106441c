//! The running order under faults.
