#include "CStandardLibrary.h"

// Every clang that builds mapvet has #embed, whatever version of C it is asked for.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char table[] = {
#embed "stdlib.table"
};

const unsigned char *mapvet_stdlib(void) { return table; }

size_t mapvet_stdlib_size(void) { return sizeof table; }
