#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/OpenSockets.skel.h")

#include "Iterator.h"
#include "OpenFileOutput.h"

#include "../Generated/OpenSockets.skel.h"

DEFINE_ITERATOR(open_sockets)

#else

int cbpf_open_sockets(const struct cbpf_selection *selection) {
  (void)selection;
  errno = ENOSYS;
  return -1;
}

#endif
