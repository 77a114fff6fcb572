"""A small Sphinx project: pages of small anywidgets, whole and broken."""

project = "Fixture"
extensions = ["live_widgets"]
show_warning_types = True
