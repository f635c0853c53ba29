"""Completion → Answer, or exactly what was wrong; sheds what stands around an answer and never repairs meaning."""
