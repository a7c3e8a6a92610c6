"""What every context's pages share: the request, the guard of an address, forms that are acts,
fields in the field's own words. Knows no context above ``privacy``."""
