"""The nouns: frozen values and the pure rules on them; no I/O, no clock."""
