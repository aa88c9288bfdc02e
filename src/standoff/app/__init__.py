"""The app: a case on a desk, served to a browser on the same machine."""
