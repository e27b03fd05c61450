//! One module per command: what it asks of the pipeline and what it prints.
