//! A file of the layout a plant was made from.

use std::sync::Arc;

/// A file of a layout as it was read, so that recordings can keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutFile {
    /// Its name below the layout's folder, with `/` between its parts.
    pub name: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}
