//! The page for addresses that lead nowhere. It is shown at any depth, so its links start at the site's base.

use serde::Serialize;

use super::frame::lost_frame;
use super::{Frame, Scene};

/// `not_found.html`
#[derive(Clone, Debug, Serialize)]
pub struct NotFoundView {
    /// See [`Frame`].
    pub frame: Frame,
}

/// The page for addresses that lead nowhere.
pub fn not_found(scene: &Scene<'_>) -> NotFoundView {
    NotFoundView { frame: lost_frame(scene, "Page not found") }
}
