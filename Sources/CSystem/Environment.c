#include "CSystem.h"

#include <sys/auxv.h>

extern char **environ;

static bool names(const char *variable, const char *name) {
  size_t length = strlen(name);
  return strncmp(variable, name, length) == 0 && variable[length] == '=';
}

/* Whether a variable matters to lsof and leads to no file but the system's own: a locale has a name and not
 * a path, a time zone is in the system's directory. */
static bool is_harmless(const char *variable) {
  if (names(variable, "LANG") || names(variable, "LC_ALL") || names(variable, "LC_CTYPE")) {
    return !strchr(variable, '/');
  }
  return names(variable, "TZ") && !strstr(variable, "=/") && !strstr(variable, "=:") && !strstr(variable, "..");
}

/* A program with more privileges than its caller takes nothing else from the caller's environment. The C library
 * has left out what it knows of by now; the Swift runtime, which starts after this, trusts SWIFT_*. */
__attribute__((constructor(101))) static void csystem_distrust_environment(void) {
  if (!getauxval(AT_SECURE) || !environ) return;
  char **kept = environ;
  for (char **variable = environ; *variable; variable++) {
    if (is_harmless(*variable)) *kept++ = *variable;
  }
  *kept = NULL;
}
