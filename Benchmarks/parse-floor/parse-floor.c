// The least that any tool on this grammar and this library must spend: read each file, parse it, free the tree.
// See README.md.

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <tree_sitter/api.h>

#include "CTreeSitterGo.h"

static char **paths;
static size_t path_count;

static atomic_size_t next_path;
static atomic_uint_fast64_t total_bytes;
static atomic_uint_fast64_t files_with_errors;

static _Noreturn void fail(const char *what, const char *why) {
  fprintf(stderr, "parse-floor: %s: %s\n", what, why);
  exit(2);
}

static void *allocate(void *old, size_t size) {
  void *new = realloc(old, size);
  if (new == NULL) fail("out of memory", strerror(ENOMEM));
  return new;
}

typedef struct {
  char *bytes;
  size_t length;
  size_t capacity;
} Buffer;

static void read_all(FILE *file, const char *name, Buffer *buffer) {
  buffer->length = 0;
  for (;;) {
    if (buffer->length == buffer->capacity) {
      buffer->capacity = buffer->capacity < 65536 ? 65536 : buffer->capacity * 2;
      buffer->bytes = allocate(buffer->bytes, buffer->capacity);
    }
    size_t count = fread(buffer->bytes + buffer->length, 1, buffer->capacity - buffer->length, file);
    if (count == 0) break;
    buffer->length += count;
  }
  if (ferror(file)) fail(name, strerror(errno));
}

static void *work(void *unused) {
  (void)unused;
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_go())) fail("tree-sitter", "refuses the grammar");
  Buffer buffer = {0};
  for (;;) {
    size_t index = atomic_fetch_add(&next_path, 1);
    if (index >= path_count) break;
    FILE *file = fopen(paths[index], "rb");
    if (file == NULL) fail(paths[index], strerror(errno));
    // The buffer is ours and large: stdio's own would only copy once more.
    setvbuf(file, NULL, _IONBF, 0);
    read_all(file, paths[index], &buffer);
    fclose(file);
    if (buffer.length > UINT32_MAX) fail(paths[index], "larger than 4 GiB");
    TSTree *tree = ts_parser_parse_string(parser, NULL, buffer.bytes, (uint32_t)buffer.length);
    if (tree == NULL) fail(paths[index], "no tree");
    if (ts_node_has_error(ts_tree_root_node(tree))) atomic_fetch_add(&files_with_errors, 1);
    ts_tree_delete(tree);
    atomic_fetch_add(&total_bytes, buffer.length);
  }
  free(buffer.bytes);
  ts_parser_delete(parser);
  return NULL;
}

static void read_list(const char *name) {
  FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
  if (file == NULL) fail(name, strerror(errno));
  char *line = NULL;
  size_t capacity = 0, slots = 0;
  ssize_t length;
  while ((length = getline(&line, &capacity, file)) >= 0) {
    if (length > 0 && line[length - 1] == '\n') line[length - 1] = '\0';
    if (line[0] == '\0') continue;
    if (path_count == slots) {
      slots = slots == 0 ? 1024 : slots * 2;
      paths = allocate(paths, slots * sizeof paths[0]);
    }
    paths[path_count] = strdup(line);
    if (paths[path_count] == NULL) fail("out of memory", strerror(ENOMEM));
    path_count++;
  }
  if (ferror(file)) fail(name, strerror(errno));
  free(line);
  if (file != stdin) fclose(file);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

int main(int argc, char **argv) {
  long threads = sysconf(_SC_NPROCESSORS_ONLN);
  int option;
  while ((option = getopt(argc, argv, "j:")) != -1) {
    char *end = NULL;
    if (option == 'j') threads = strtol(optarg, &end, 10);
    if (option != 'j' || end == optarg || *end != '\0' || threads < 1 || threads > 1024) goto usage;
  }
  if (optind + 1 != argc) goto usage;

  read_list(argv[optind]);
  pthread_t *workers = allocate(NULL, (size_t)threads * sizeof workers[0]);
  double start = now();
  for (long i = 0; i < threads; i++) {
    int error = pthread_create(&workers[i], NULL, work, NULL);
    if (error != 0) fail("cannot start a thread", strerror(error));
  }
  for (long i = 0; i < threads; i++) pthread_join(workers[i], NULL);
  double elapsed = now() - start;

  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("{\"files\":%zu,\"bytes\":%" PRIu64 ",\"threads\":%ld,\"seconds\":%.6f,\"cpuSeconds\":%.6f,"
         "\"peakBytes\":%" PRIu64 ",\"filesWithErrors\":%" PRIu64 "}\n",
         path_count, (uint64_t)total_bytes, threads, elapsed, seconds(usage.ru_utime) + seconds(usage.ru_stime),
         (uint64_t)usage.ru_maxrss * 1024, (uint64_t)files_with_errors);
  return 0;

usage:
  fprintf(stderr, "usage: parse-floor [-j THREADS] FILELIST\n");
  return 2;
}
