"""The use cases, one file each: what the library exposes and the commands call. They never print."""
