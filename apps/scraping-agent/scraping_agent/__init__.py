"""Turns a folder of Markdown pages into what a chatbot can answer from."""

__version__ = "0.1.0"
