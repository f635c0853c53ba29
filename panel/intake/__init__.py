"""Everything foreign that becomes a Tool: tool files and fields, cleaned; knows neither personas nor models."""
