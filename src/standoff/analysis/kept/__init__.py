"""What was found in earlier runs: kept beside the outputs, and taken where nothing it hangs on has changed."""
