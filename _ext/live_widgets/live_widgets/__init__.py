"""Saved anywidgets are alive on the pages of a Sphinx site: name `live_widgets` among its extensions."""

from live_widgets.extension import setup

__all__ = ["setup"]
