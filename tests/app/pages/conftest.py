"""What tests of the pages are given."""

from app.browser import browser, opened

__all__ = ["browser", "opened"]
