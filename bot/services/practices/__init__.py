"""Good practices: how they come into the library, are found there, and are kept alive."""
