// Nothing is called from outside: see start.c.
