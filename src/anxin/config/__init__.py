"""Settings, addresses and the entry of the web server. Knows every context; no context knows it."""
