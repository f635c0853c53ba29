"""Runs the panel as ``python -m panel``."""

from panel.cli.main import run

if __name__ == "__main__":
    run()
