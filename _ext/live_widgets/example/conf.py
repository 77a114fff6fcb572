"""The example as a plain Sphinx project: `sphinx-build . site`."""

project = "A widget that lives"
extensions = ["myst_nb", "live_widgets"]
exclude_patterns = ["site", "_build"]
