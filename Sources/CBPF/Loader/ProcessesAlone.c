#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/ProcessesAlone.skel.h")

#include "Iterator.h"

#include "../Generated/ProcessesAlone.skel.h"

DEFINE_ITERATOR(processes_alone)

#else

int cbpf_processes_alone(const struct cbpf_selection *selection) {
  (void)selection;
  errno = ENOSYS;
  return -1;
}

#endif
