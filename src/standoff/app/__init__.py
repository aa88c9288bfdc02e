"""The app: a case on the desk, the server that answers for it, and the pages in the browser."""
