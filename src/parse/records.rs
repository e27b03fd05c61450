//! Records grouped out of blocks.
