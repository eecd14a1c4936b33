#ifndef MAPVET_CTREESITTER_SHIM_H
#define MAPVET_CTREESITTER_SHIM_H

#include <tree_sitter/api.h>

#endif
