#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/PickedFiles.skel.h")

#include "Iterator.h"
#include "OpenFileOutput.h"

#include <sys/mman.h>

#include "../Generated/PickedFiles.skel.h"

int cbpf_picked_files(const struct cbpf_selection *selection, struct cbpf_records **records) {
  int result = -ENOMEM;
  struct picked_files *skeleton = picked_files__open();
  if (skeleton) {
    LOAD(picked_files, skeleton, selection, result);
    if (result >= 0) {
      void *memory =
          mmap(NULL, sizeof **records, PROT_READ | PROT_WRITE, MAP_SHARED, skeleton->maps.records.map_fd, 0);
      if (memory == MAP_FAILED) {
        int error = errno;
        close(result);
        result = -error;
      } else {
        *records = memory;
      }
    }
    picked_files__destroy(skeleton);
  }
  return returned(result);
}

#else

int cbpf_picked_files(const struct cbpf_selection *selection, struct cbpf_records **records) {
  (void)selection, (void)records;
  errno = ENOSYS;
  return -1;
}

#endif
