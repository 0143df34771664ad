#include "CSystem.h"

#include <sys/auxv.h>

extern char **environ;

/* The Swift runtime reads SWIFT_* variables, in set-group-ID programs too. Remove them before it starts. */
__attribute__((constructor(101))) static void csystem_distrust_environment(void) {
  if (!getauxval(AT_SECURE) || !environ) return;
  char **kept = environ;
  for (char **variable = environ; *variable; variable++) {
    if (strncmp(*variable, "SWIFT_", 6) != 0) *kept++ = *variable;
  }
  *kept = NULL;
}
