"""The sections of the brief: one module and one template of the same name for each."""
