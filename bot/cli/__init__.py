"""The commands of `bansou`, one module a subject."""
