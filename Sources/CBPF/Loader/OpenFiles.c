#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/OpenFiles.skel.h")

#include "Iterator.h"

// The generated header uses the types of the selection and of what the program keeps.
struct output {
  struct cbpf_open_file record;
  char path[4096 + 8];
  unsigned long named[CBPF_MOST_NAMED], last_mount;
  int knows_named, lacks_inodes, mount_lacks_names;
};
#include "../Generated/OpenFiles.skel.h"

int cbpf_is_built(void) { return 1; }

DEFINE_ITERATOR(open_files, true)

#else

int cbpf_is_built(void) { return 0; }

int cbpf_open_files(const struct cbpf_selection *selection) {
  (void)selection;
  errno = ENOSYS;
  return -1;
}

#endif
