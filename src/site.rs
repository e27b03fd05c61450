//! Every route of the site and how to render it, on demand and purely. Never holds all pages.
