"""Owns what one body must tell another about a person: alerts of worsening and their receipt.
What the person suffers from, takes or collects belongs to the contexts above."""
