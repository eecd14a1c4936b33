// Memory for one parse at a time: what tree-sitter allocates for a file comes from blocks that are given back together,
// so nothing is freed piece by piece, neither the tree nor the parser.
//
// Besides being faster than malloc this keeps us safe from a flaw of tree-sitter before 0.20.8: it counts a node's
// children in 16 bits, and then frees an address inside the node. An address that is not one of ours is ignored here.

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tree_sitter/api.h>

#include "CTreeSitterGo.h"

enum {
  FIRST_BLOCK = 1 << 20,
  LARGEST_BLOCK = 1 << 24,
  // Blocks up to this many bytes stay with the arena from file to file.
  KEPT = 1 << 22,
  // A piece of this size or more has an allocation of its own, which may grow where it is.
  LARGE = 1 << 16,
  UNIT = 16,
  // Freed pieces of up to this size are handed out again.
  LARGEST_CLASS = 512,
};

// Before every piece. The mark depends on the address, so bytes that merely look like a header are not taken for one.
typedef struct {
  uint32_t size;
  uint32_t mark;
} Header;

typedef struct Block {
  struct Block *next;
  size_t size;
} Block;

typedef struct Large {
  struct Large *next;
  struct Large *previous;
  size_t size;
  Header header;
} Large;

struct MVGArena {
  char *cursor;
  char *limit;
  Block *blocks;
  Large large;
  void *freed[LARGEST_CLASS / UNIT + 1];
  size_t next_block;
  // Bytes of blocks and large pieces now, and what they may reach.
  size_t held;
  size_t limit_held;
  // Bytes asked for so far, those given back included, and what they may reach.
  uint64_t taken;
  uint64_t limit_taken;
  // Bytes handed to the lexer so far, and what they may reach.
  uint64_t read;
  uint64_t limit_read;
  // Read by tree-sitter: anything but 0 ends the parse.
  size_t cancelled;
};

static _Thread_local MVGArena *current;

static _Noreturn void out_of_memory(size_t size) {
  fprintf(stderr, "mapvet: out of memory (%zu bytes)\n", size);
  abort();
}

static uint32_t mark_of(const Header *header) {
  return (uint32_t)((uintptr_t)header >> 3) * 0x9E3779B1u ^ header->size ^ 0x6D617076u;
}

static void hold(MVGArena *arena, size_t size) {
  arena->held += size;
  if (arena->held > arena->limit_held) arena->cancelled = 1;
}

static void take(MVGArena *arena, size_t size) {
  arena->taken += size;
  if (arena->taken > arena->limit_taken) arena->cancelled = 1;
}

static void *large_piece(MVGArena *arena, size_t size) {
  Large *large = malloc(sizeof *large + size);
  if (large == NULL) out_of_memory(size);
  large->size = size;
  large->header.size = UINT32_MAX;
  large->header.mark = mark_of(&large->header);
  large->previous = &arena->large;
  large->next = arena->large.next;
  if (large->next != NULL) large->next->previous = large;
  arena->large.next = large;
  hold(arena, size);
  return large + 1;
}

static void free_large(MVGArena *arena, Large *large) {
  large->previous->next = large->next;
  if (large->next != NULL) large->next->previous = large->previous;
  arena->held -= large->size;
  free(large);
}

static void add_block(MVGArena *arena) {
  size_t size = arena->next_block;
  Block *block = malloc(size);
  if (block == NULL) out_of_memory(size);
  block->next = arena->blocks;
  block->size = size;
  arena->blocks = block;
  arena->cursor = (char *)(block + 1);
  arena->limit = (char *)block + size;
  if (size < LARGEST_BLOCK) arena->next_block = size * 2;
  hold(arena, size);
}

static void *arena_malloc(size_t size) {
  MVGArena *arena = current;
  if (arena == NULL) return malloc(size);
  take(arena, size);
  if (size >= LARGE) return large_piece(arena, size);
  // Header and contents together fill whole units, so what follows is aligned for every type tree-sitter has.
  size_t whole = (size + sizeof(Header) + UNIT - 1) / UNIT * UNIT;
  size = whole - sizeof(Header);
  if (whole <= LARGEST_CLASS) {
    void **slot = &arena->freed[whole / UNIT];
    if (*slot != NULL) {
      void *piece = *slot;
      memcpy(slot, piece, sizeof *slot);
      Header *header = (Header *)piece - 1;
      header->mark = mark_of(header);
      return piece;
    }
  }
  if ((size_t)(arena->limit - arena->cursor) < whole) add_block(arena);
  Header *header = (Header *)arena->cursor;
  arena->cursor += whole;
  header->size = (uint32_t)size;
  header->mark = mark_of(header);
  return header + 1;
}

static void *arena_calloc(size_t count, size_t size) {
  if (current == NULL) return calloc(count, size);
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) out_of_memory(SIZE_MAX);
  return memset(arena_malloc(bytes), 0, bytes);
}

static void arena_free(void *piece) {
  MVGArena *arena = current;
  if (arena == NULL) {
    free(piece);
    return;
  }
  if (piece == NULL || (uintptr_t)piece % sizeof(Header) != 0) return;
  Header *header = (Header *)piece - 1;
  if (header->mark != mark_of(header)) return;
  if (header->size == UINT32_MAX) {
    free_large(arena, (Large *)piece - 1);
    return;
  }
  size_t whole = header->size + sizeof(Header);
  if (whole > LARGEST_CLASS) return;
  // A piece freed twice must not be handed out twice.
  header->mark = 0;
  void **slot = &arena->freed[whole / UNIT];
  memcpy(piece, slot, sizeof *slot);
  *slot = piece;
}

static void *arena_realloc(void *piece, size_t size) {
  MVGArena *arena = current;
  if (arena == NULL) return realloc(piece, size);
  if (piece == NULL) return arena_malloc(size);
  Header *header = (Header *)piece - 1;
  size_t old = header->size;
  if (header->size == UINT32_MAX) {
    Large *large = (Large *)piece - 1;
    old = large->size;
    if (size <= old) return piece;
    Large *moved = realloc(large, sizeof *large + size);
    if (moved == NULL) out_of_memory(size);
    moved->header.mark = mark_of(&moved->header);
    moved->size = size;
    moved->previous->next = moved;
    if (moved->next != NULL) moved->next->previous = moved;
    take(arena, size - old);
    hold(arena, size - old);
    return moved + 1;
  }
  if (size <= old) return piece;
  size_t whole = (size + sizeof(Header) + UNIT - 1) / UNIT * UNIT;
  // The piece handed out last grows where it is.
  if (size < LARGE && (char *)piece + old == arena->cursor &&
      (size_t)(arena->limit - (char *)header) >= whole) {
    arena->cursor = (char *)header + whole;
    header->size = (uint32_t)(whole - sizeof(Header));
    header->mark = mark_of(header);
    return piece;
  }
  void *moved = arena_malloc(size);
  memcpy(moved, piece, old);
  arena_free(piece);
  return moved;
}

static void install(void) { ts_set_allocator(arena_malloc, arena_calloc, arena_realloc, arena_free); }

MVGArena *mapvet_arena_new(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  MVGArena *arena = calloc(1, sizeof *arena);
  if (arena == NULL) out_of_memory(sizeof *arena);
  arena->next_block = FIRST_BLOCK;
  return arena;
}

// Gives back all but a few blocks, the largest of which is the next file's first.
static void reset(MVGArena *arena, size_t kept) {
  while (arena->large.next != NULL) free_large(arena, arena->large.next);
  Block *block = arena->blocks;
  arena->blocks = NULL;
  arena->cursor = arena->limit = NULL;
  arena->held = 0;
  while (block != NULL) {
    Block *next = block->next;
    if (block->size <= kept && arena->blocks == NULL) {
      arena->blocks = block;
      block->next = NULL;
      arena->cursor = (char *)(block + 1);
      arena->limit = (char *)block + block->size;
      arena->held = block->size;
    } else {
      free(block);
    }
    block = next;
  }
  if (arena->blocks == NULL) arena->next_block = FIRST_BLOCK;
  else arena->next_block = arena->blocks->size < LARGEST_BLOCK ? arena->blocks->size * 2 : LARGEST_BLOCK;
  memset(arena->freed, 0, sizeof arena->freed);
}

void mapvet_arena_delete(MVGArena *arena) {
  reset(arena, 0);
  free(arena);
}

typedef struct {
  MVGArena *arena;
  const char *bytes;
  uint32_t length;
} Source;

// Small pieces, so that the bytes asked for again and again are counted.
static const char *read_piece(void *payload, uint32_t offset, TSPoint position, uint32_t *count) {
  enum { PIECE = 1 << 13 };
  (void)position;
  Source *source = payload;
  MVGArena *arena = source->arena;
  *count = 0;
  if (offset >= source->length) return "";
  uint32_t left = source->length - offset;
  if (left > PIECE) left = PIECE;
  arena->read += left;
  if (arena->read > arena->limit_read) arena->cancelled = 1;
  if (arena->cancelled != 0) return "";
  *count = left;
  return source->bytes + offset;
}

struct TSTree *mapvet_arena_parse(MVGArena *arena, const uint8_t *bytes, uint32_t length, MVGLimits limits) {
  reset(arena, KEPT);
  arena->limit_held = limits.held;
  arena->limit_taken = limits.taken;
  arena->limit_read = limits.read;
  arena->taken = 0;
  arena->read = 0;
  arena->cancelled = 0;
  current = arena;
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_go())) return NULL;
  ts_parser_set_cancellation_flag(parser, &arena->cancelled);
  ts_parser_set_timeout_micros(parser, limits.microseconds);
  Source source = {arena, (const char *)bytes, length};
  TSTree *tree = ts_parser_parse(parser, NULL, (TSInput){&source, read_piece, TSInputEncodingUTF8});
  // A node with more children than tree-sitter counts is shorter than its text, and so is all around it.
  if (tree != NULL && ts_node_end_byte(ts_tree_root_node(tree)) != length) return NULL;
  return arena->cancelled != 0 ? NULL : tree;
}

void mapvet_arena_end(MVGArena *arena) {
  current = NULL;
  reset(arena, KEPT);
}
