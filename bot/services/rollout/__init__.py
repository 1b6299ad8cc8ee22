"""A practice spreads: departments take it up or say why not, and are asked in campaigns."""
