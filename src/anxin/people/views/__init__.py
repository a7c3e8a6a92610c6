"""Pages of people: whom the police list, who lives together, who is registered twice."""
