#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/Mappings.skel.h")

#include "Iterator.h"

// The generated header uses the types of the selection and of what the program keeps.
struct output {
  struct cbpf_mapping record;
  char path[4096 + 8];
  int last_pid;
  unsigned long last_dentry, last_mount, last_inode;
};
#include "../Generated/Mappings.skel.h"

DEFINE_ITERATOR(mappings)

#else

int cbpf_mappings(const struct cbpf_selection *selection) {
  (void)selection;
  errno = ENOSYS;
  return -1;
}

#endif
