"""Stop calling what does not answer: the machine, groups of breakers, a fleet that shares one over Redis."""
