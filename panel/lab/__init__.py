"""Statistics over many takes, pure: what they say of personas, models and the takes themselves."""
