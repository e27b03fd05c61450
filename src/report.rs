//! Diagnostics and progress for people and machines: the only place that draws either.
