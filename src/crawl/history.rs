//! The git history of the plans, read through the `git` command. The one home of git.
