"""Scoring a feed: taking it in, asking what is missing, and writing what it came to."""
