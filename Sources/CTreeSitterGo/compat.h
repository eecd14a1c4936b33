#ifndef MAPVET_CTREESITTERGO_COMPAT_H
#define MAPVET_CTREESITTERGO_COMPAT_H

// parser.c of tree-sitter-go 0.23.4 was generated for the parser.h of tree-sitter 0.24. This header makes it compile
// with every parser.h from 0.20.7 (Debian 12) on. What a header may or may not have is always replaced by ours, under
// a name of ours: that needs no list of which release brought what.

#include <stdbool.h>
#include <stdint.h>

#include <tree_sitter/api.h>

#if defined(__has_include)
#if !__has_include(<tree_sitter/parser.h>)
#error "tree_sitter/parser.h is missing: install libtree-sitter-dev, or copy lib/src/parser.h of your tree-sitter beside api.h"
#endif
#endif

#include <tree_sitter/parser.h>

#if TREE_SITTER_MIN_COMPATIBLE_LANGUAGE_VERSION > 14 || TREE_SITTER_LANGUAGE_VERSION < 14
#error "this tree-sitter cannot load a grammar of ABI 14"
#endif

// The headers of ABI 15 renamed members and types that a grammar of ABI 14 names. The library still reads the tables of
// such a grammar in their old shape, so the pointer to the lexer modes is right although its type is not.
#if TREE_SITTER_LANGUAGE_VERSION >= 15
#define version abi_version
#define TSFieldMapSlice TSMapSlice
#pragma GCC diagnostic ignored "-Wincompatible-pointer-types"
#endif

// The lexer macro of older headers declares a variable that this grammar does not read.
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"

// Since 0.22 the lexer looks large character classes up in sorted tables.
#define TSCharacterRange mapvet_character_range
#define set_contains mapvet_set_contains

typedef struct {
  int32_t start;
  int32_t end;
} mapvet_character_range;

static inline bool mapvet_set_contains(const mapvet_character_range *ranges, uint32_t count, int32_t character) {
  uint32_t low = 0;
  uint32_t high = count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (character < ranges[middle].start) {
      high = middle;
    } else if (character > ranges[middle].end) {
      low = middle + 1;
    } else {
      return true;
    }
  }
  return false;
}

// ADVANCE_MAP takes pairs of a character and the state to go to.
#undef ADVANCE_MAP
#define ADVANCE_MAP(...)                                                           \
  {                                                                                \
    static const uint16_t pairs[] = {__VA_ARGS__};                                 \
    for (uint32_t pair = 0; pair < sizeof(pairs) / sizeof(pairs[0]); pair += 2) {  \
      if (pairs[pair] == lookahead) {                                              \
        state = pairs[pair + 1];                                                   \
        goto next_state;                                                           \
      }                                                                            \
    }                                                                              \
  }

// Old headers take the last two by name, and compile the positional form into tables that parse nothing.
#undef REDUCE
#define REDUCE(symbol_id, children, precedence, production) \
  {{                                                        \
      .reduce =                                             \
          {                                                 \
              .type = TSParseActionTypeReduce,              \
              .child_count = children,                      \
              .symbol = symbol_id,                          \
              .dynamic_precedence = precedence,             \
              .production_id = production,                  \
          },                                                \
  }}

#endif
