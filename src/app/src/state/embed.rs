//! The way the page is shown: in a tab or a frame, as a whole or embedded in an article.

use crate::environment::Frame;
use lanes_report::presentation::{Presentation, View};

/// Presentation of the page and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Embed {
    presentation: Presentation,
    frame: Frame,
    is_seen: bool,
    /// True if the address requests a run that has not started yet.
    autorun_due: bool,
}

/// Events that change how the page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EmbedAction {
    /// The page came into view for the first time.
    Seen,
    /// The reader chose a theme, which the address no longer sets.
    ThemeChosen,
}

impl Embed {
    pub(super) fn new(presentation: Presentation, frame: Frame) -> Embed {
        let autorun_due = presentation.autorun;
        Embed { presentation, frame, is_seen: false, autorun_due }
    }

    /// Returns the presentation that the address asks for.
    pub(crate) fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    /// Returns the window that the page is shown in.
    pub(crate) fn frame(&self) -> Frame {
        self.frame
    }

    /// Returns true if the page shows its embedded view, for an article, instead of the whole page.
    pub(crate) fn is_embed(&self) -> bool {
        self.presentation.view == View::Embed
    }

    /// Returns true if an engine exists only while it is used: an article may have many frames.
    pub(crate) fn engine_on_demand(&self) -> bool {
        self.is_embed() || self.frame != Frame::None
    }

    /// Returns true if the address requests a run that has not started yet, and the page has come into view.
    pub(super) fn wants_run(&self) -> bool {
        self.autorun_due && self.is_seen
    }

    /// Cancels the run that the address requests.
    pub(super) fn cancel_autorun(&mut self) {
        self.autorun_due = false;
    }

    /// Changes the presentation. A run that a later address requests never starts by itself.
    pub(super) fn present(&mut self, presentation: Presentation) {
        self.presentation = presentation;
    }

    pub(super) fn apply(&mut self, action: EmbedAction) {
        match action {
            EmbedAction::Seen => self.is_seen = true,
            EmbedAction::ThemeChosen => self.presentation.theme = None,
        }
    }
}
