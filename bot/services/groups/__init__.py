"""Working groups: seen, made, changed, and filled with people."""
