"""Where a case meets the engine: names become numbers on the way in, and numbers become names on the way out."""
