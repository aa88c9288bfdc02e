"""The questions that can be asked over HTTP, by the names of the verbs, with the documents that the verbs write."""
