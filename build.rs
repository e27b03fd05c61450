//! Rebuilds the crate when a file is added to the theme: `include_dir` alone only notices changed ones.
#![expect(clippy::disallowed_macros, reason = "this is how a build script talks to cargo")]

fn main() {
    println!("cargo::rerun-if-changed=theme");
}
