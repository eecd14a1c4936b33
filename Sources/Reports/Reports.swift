// The layer's contents follow.
