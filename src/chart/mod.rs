//! Series to SVG at build time: classes, not colours; a title, a description and a table beside each.
//! Pure; knows nothing of plans, only of labelled numbers and moments.
