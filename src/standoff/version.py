"""The version, which every result remembers, and when this process loaded it."""

import time

__version__ = "0.1.0"

LOADED = time.time()
