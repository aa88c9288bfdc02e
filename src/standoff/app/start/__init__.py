"""Making a case without knowing its format: keys from names, what uses what, an example to begin with."""
