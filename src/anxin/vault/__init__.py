"""Keys, ciphertext and blind indexes: what turns a name into bytes and back (security items 8, 9).
Opening is for ``privacy.door`` alone. Standard library and ``cryptography``; no Django."""
