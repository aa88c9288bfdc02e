"""The command line: one file a question, one verb a function; every verb has --json and --quiet."""

from standoff.cli.app import app, main

__all__ = ["app", "main"]
