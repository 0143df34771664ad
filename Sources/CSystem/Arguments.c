#include "CSystem.h"

static int count;
static char **arguments;

/* The C library gives constructors what it gives main. */
__attribute__((constructor)) static void csystem_keep_arguments(int argc, char **argv) {
  count = argc;
  arguments = argv;
}

int csystem_argument_count(void) { return count; }
const char *csystem_argument(int index) { return arguments[index]; }
