"""Own AccessRecord, masking and the one decrypt door; keys and ciphertext are `vault`'s.

Low in the house because every context must be able to record a reading (`7.2.d`): it names
records by table and random id, without foreign keys, and knows nothing of what they mean.
"""
