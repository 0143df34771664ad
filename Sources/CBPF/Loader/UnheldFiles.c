#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/UnheldFiles.skel.h")

#include "Iterator.h"
#include "OpenFileOutput.h"

#include "../Generated/UnheldFiles.skel.h"

DEFINE_SHARING_ITERATOR(unheld_files)

#else

int cbpf_unheld_files(const struct cbpf_selection *selection, struct cbpf_records **records) {
  (void)selection, (void)records;
  errno = ENOSYS;
  return -1;
}

#endif
