"""The board of the app: a plan laid out by party and phase, and what moving its steps comes to."""
