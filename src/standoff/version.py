"""The version, which every result remembers."""

__version__ = "0.1.0"
