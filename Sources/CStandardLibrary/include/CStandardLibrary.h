// The table of Go's standard library that mapvet carries with it: written by `mapvet-dev stdlib`, read by GoTypes.
#pragma once

#include <stddef.h>

const unsigned char *mapvet_stdlib(void);
size_t mapvet_stdlib_size(void);
