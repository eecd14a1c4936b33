// What is to be done before anything else runs.
#include "CStart.h"

#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

// Lets the Swift runtime start where /proc is not mounted, as in a bare chroot. Before main it looks for where the program lies, to
// find a tool that prints traces of crashes (swift/stdlib/public/runtime/Paths.cpp); in a static program it asks /proc for that,
// and ends the process when there is no answer. SWIFT_ROOT spares it the question.
static void answer_for_proc(void) {
  char byte;
  if (readlink("/proc/self/exe", &byte, 1) < 0) setenv("SWIFT_ROOT", "/", 0);
}

// Each thread asks the kernel for memory in steps of 128 kB unless told otherwise, which takes a twentieth of a short run; trees of
// files are larger than that and come and go (mallopt(3)).
static void take_memory_in_large_steps(void) {
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
}

static void prepare(void) {
  answer_for_proc();
  take_memory_in_large_steps();
}

// What stands here runs before the initialisers of all others.
__attribute__((section(".preinit_array"), used)) static void (*const first)(void) = prepare;
