"""What tocsin knows, as pure functions: frames and values in, frames and values out."""

__version__ = "0.1.0"
