"""Rearranges the working groups by an office's plan: continued, merged, split, closed, founded, at a date."""
