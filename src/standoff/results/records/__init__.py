"""The records of every answer: frozen, in the words of the field, one module a question."""
