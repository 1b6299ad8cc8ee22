"""The command line, one module a subject; `commands` puts them together."""
