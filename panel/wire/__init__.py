"""Prompt → Completion: endpoints, requests, responses, faults and retries; the only code that talks to a model."""
