#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/OpenSockets.skel.h")

#include "Iterator.h"

// The generated header uses the types of the selection and of what the program keeps.
struct output {
  struct cbpf_open_file record;
  char path[4096 + 8];
  unsigned long named[CBPF_MOST_NAMED], last_mount;
  int knows_named, lacks_inodes, mount_lacks_names;
};
#include "../Generated/OpenSockets.skel.h"

DEFINE_ITERATOR(open_sockets, true)

#else

int cbpf_open_sockets(const struct cbpf_selection *selection) {
  (void)selection;
  errno = ENOSYS;
  return -1;
}

#endif
