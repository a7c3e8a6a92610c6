"""The counter's benchmark in parts: a district of clones, the service, plain SQL, HTTP."""
