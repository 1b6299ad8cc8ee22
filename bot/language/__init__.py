"""What a Japanese text is about: search terms, working groups, similar items, personal data."""
