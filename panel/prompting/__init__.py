"""Tool × Persona → Prompt: Jinja2 templates in a sandbox; no prompt text lives in Python."""
