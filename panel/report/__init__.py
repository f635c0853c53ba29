"""Views of verdicts and comparisons → text, JSON and the files that hold them; reads no store and calls no model."""
