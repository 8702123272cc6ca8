//! *Scraping a site*.

mod lesson;

use crate::experiment::{
    AUTO, Experiment, Group, Start, number, parameters, process_pool, repeats, switch_interval, workers,
};
use crate::experiments::shared::network::{
    ERRORS, JITTER, SEED, SITE, SITE_NETWORK, TIMEOUT, latency, limit, site,
};
use crate::experiments::shared::texts::LITTLE_PROCESSING;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Scrape, Simulation, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *Scraping a site*.
    pub(crate) struct Pages {
        pages: u32 = number("pages", "Pages", "", "Maximum number of pages.", (1, 500, Start::At(50))),
        depth: u32 = number(
            "depth", "Depth", "", "Maximum number of links to follow from the first page.", (0, 20, Start::At(3)),
        ),
        latency: u32 = latency(20),
        network: usize = SITE_NETWORK,
        site: String = SITE,
        _ = limit(10),
        _ = workers(Start::At(10)),
        _ = repeats(AUTO),
        jitter: u32 = JITTER,
        errors: u32 = ERRORS,
        seed: u32 = SEED,
        timeout: u32 = TIMEOUT,
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "scrape",
    group: Group::Waiting,
    title: "Scraping a site",
    watch: "Every task fetches a page, reads its title, and finds links to new pages. Watch the lanes that are idle at \
            the start, when only one page is known.",
    parameters: Pages::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: LITTLE_PROCESSING,
    rust: &["workload/scrape/mod.rs", "workload/scrape/page_links.rs"],
    python: None,
    sweep: None,
    work: |setup, _| {
        let values = Pages::of(setup);
        let simulation =
            Simulation::steady(values.latency, 0).varied(values.jitter, values.errors, values.seed);
        Workload::Scrape(Scrape {
            site: site(values.network, &values.site, simulation),
            pages: values.pages,
            depth: values.depth,
            timeout_ms: values.timeout,
        })
    },
};
