"""Harness of the experiments' scripts where it differs in the browser. src/report/src/code/prelude has the rest."""
