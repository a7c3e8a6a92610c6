"""The pages of signing in, of one's own account, and of the security administrator's accounts (decision 0008)."""
