"""The JSON documents, one module a question: what each holds, as a type, and how it is made of the records."""
