// Lets the Swift runtime start where /proc is not mounted, as in a bare chroot. Before main it looks for where the program lies, to
// find a tool that prints traces of crashes (swift/stdlib/public/runtime/Paths.cpp); in a static program it asks /proc for that,
// and ends the process when there is no answer. SWIFT_ROOT spares it the question.
#include "CStart.h"

#include <stdlib.h>
#include <unistd.h>

static void prepare(void) {
  char byte;
  if (readlink("/proc/self/exe", &byte, 1) < 0) setenv("SWIFT_ROOT", "/", 0);
}

// What stands here runs before the initialisers of all others.
__attribute__((section(".preinit_array"), used)) static void (*const first)(void) = prepare;
