"""The local web app: a case on the desk, a server for this machine alone, and its pages."""
