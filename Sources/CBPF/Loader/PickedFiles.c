#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/PickedFiles.skel.h")

#include "Iterator.h"
#include "OpenFileOutput.h"

#include "../Generated/PickedFiles.skel.h"

DEFINE_SHARING_ITERATOR(picked_files)

#else

int cbpf_picked_files(const struct cbpf_selection *selection, struct cbpf_records **records) {
  (void)selection, (void)records;
  errno = ENOSYS;
  return -1;
}

#endif
