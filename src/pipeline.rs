//! The composition crawl → parse → link → site, and nothing else.
