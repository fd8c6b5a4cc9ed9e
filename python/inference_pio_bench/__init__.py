"""Python's side of Inference-PIO Bench: workers that speak the worker protocol.

Standard library only, Python 3.9 or later. docs/worker_protocol.md describes the protocol.
"""
