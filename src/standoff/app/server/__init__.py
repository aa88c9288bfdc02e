"""What serves the app: who may ask, the routes, the questions and their streams, and what is told of changes."""
