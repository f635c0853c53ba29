"""Content on disk (personas, prompts, examples) and how it becomes values; the only reader of those folders."""
