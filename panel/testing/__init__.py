"""Endpoints that cost nothing: a simulated one on loopback, a scripted one in process, and answers to serve."""
