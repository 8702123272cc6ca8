"""The parts of the interpreter that meet the browser. README.md has the map."""
