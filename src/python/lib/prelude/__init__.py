"""Harness of the experiments' scripts: modules that differ in the browser. src/report/src/code/prelude has the others."""
