"""A simulated OpenRouter: real sockets, its limits, its failures, its prices, and a bill of every completion."""
