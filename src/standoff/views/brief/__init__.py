"""The brief: one HTML page, its sections, templates and figures."""
