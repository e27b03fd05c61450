//! The theme's files: embedded in the binary, each replaceable by a file of the site's own `theme/`.
