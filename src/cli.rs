//! The command line: what the user said, as types.
