//! One struct per template: everything a page shows, as formatted values. Made from the archive by pure
//! functions; a template never computes.
