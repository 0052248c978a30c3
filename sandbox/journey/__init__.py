"""The patient's journey, step by step, against a sandbox that runs."""
