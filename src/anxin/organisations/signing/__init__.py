"""What an account proves itself with: password, second factor, tries and sessions (decision 0008).

Everything lies in schema security and is reached through its functions; most ask for a ticket.
"""
