//! What may be kept between runs, outside the tree and the site: safe to delete, never trusted when it
//! does not match.
