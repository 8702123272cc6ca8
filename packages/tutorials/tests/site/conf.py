"""Settings of Sphinx for the site that the browser tests open."""

import os

project = "Site"
extensions = ["lanes_tutorials.sphinx", "myst_parser"]
html_theme = "furo"
lanes_host = os.environ["LANES_HOST"]
root_doc = "docs/index"
include_patterns = ["docs/**"]
