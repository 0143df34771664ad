#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/OpenFiles.skel.h")

#include "Iterator.h"
#include "OpenFileOutput.h"

#include "../Generated/OpenFiles.skel.h"

int cbpf_is_built(void) { return 1; }

DEFINE_ITERATOR(open_files)

#else

int cbpf_is_built(void) { return 0; }

int cbpf_open_files(const struct cbpf_selection *selection) {
  (void)selection;
  errno = ENOSYS;
  return -1;
}

#endif
