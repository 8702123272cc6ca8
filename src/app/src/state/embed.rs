//! How and where the page is shown: by itself or in a frame of another page, whole or embedded.

use lanes_report::presentation::{Presentation, View};

/// How and where the page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Embed {
    /// What the address asks for.
    pub presentation: Presentation,
    /// Where the page is.
    pub frame: Frame,
    /// Whether anybody has seen the page.
    pub seen: bool,
    /// Whether the address wants a run that has not begun yet.
    pub(super) autorun_due: bool,
}

/// Where the page is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frame {
    /// In a tab of its own.
    #[default]
    None,
    /// Inside another page.
    Framed,
    /// Where it has no origin, as in a sandbox without `allow-same-origin`: browsers start no workers there.
    Opaque,
}

impl Frame {
    /// Whether browsers start workers there; without any, nothing can be run.
    pub fn has_workers(self) -> bool {
        self != Frame::Opaque
    }
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq)]
pub enum EmbedAction {
    /// The page came into view.
    Seen,
    /// The page around has it show what this query says.
    Configured(String),
    /// The reader chose a theme, which the address then leaves to them.
    ChoseTheme,
}

impl Embed {
    pub(super) fn new(presentation: Presentation) -> Embed {
        Embed { presentation, autorun_due: presentation.autorun, ..Embed::default() }
    }

    /// Whether an article's part is shown instead of the whole page.
    pub fn is_embed(&self) -> bool {
        self.presentation.view == View::Embed
    }

    /// Whether an engine is there only while it is needed: a page may have many frames.
    pub fn engine_on_demand(&self) -> bool {
        self.is_embed() || self.frame != Frame::None
    }
}
