//! The local preview server.
