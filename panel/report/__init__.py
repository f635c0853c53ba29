"""Views → text and JSON; made from values alone, so a report can be drawn again without store or network."""
