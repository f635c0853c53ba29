"""The wire: Prompt in, Completion out; the only code that talks to a model, and no provider's quirk gets past it."""
