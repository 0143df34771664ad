#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/Processes.skel.h")

#include "Iterator.h"

#include "../Generated/Processes.skel.h"

DEFINE_ITERATOR(processes)

#else

int cbpf_processes(const struct cbpf_selection *selection) {
  (void)selection;
  errno = ENOSYS;
  return -1;
}

#endif
