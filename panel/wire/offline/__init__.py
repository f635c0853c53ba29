"""The offline model ``offline/rubric``: rules, not a language model, that answer as any endpoint does, in process."""
