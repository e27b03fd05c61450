//! The `execplan-site` command.

fn main() {}
