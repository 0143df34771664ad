#define _GNU_SOURCE
#include "CBPF.h"

#include <errno.h>

#if __has_include("../Generated/OpenFiles.skel.h")

// The generated header uses the types of the records and of the program's own output.
struct output {
  char bytes[4096 + 8 + sizeof(struct cbpf_open_file)];
};
#include "../Generated/OpenFiles.skel.h"

#include <stdbool.h>
#include <sys/stat.h>

/// PROC_PID_INIT_INO of include/linux/proc_ns.h.
#define INITIAL_NAMESPACE 0xeffffffcu

static bool is_in_initial_namespace(void) {
  struct stat status;
  return stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == INITIAL_NAMESPACE;
}

int cbpf_is_built(void) { return 1; }

/// The link keeps the program, the iterator the link: all that is closed stays as long as it is read.
int cbpf_open_files(const struct cbpf_selection *selection) {
  int iterator = -1;
  int error = ENOMEM;
  struct open_files *skeleton = open_files__open();
  if (skeleton) {
    skeleton->rodata->selection = *selection;
    skeleton->rodata->selection.is_in_initial_namespace = is_in_initial_namespace();
    error = -open_files__load(skeleton);
    if (!error) {
      int link = open_files__open_files__attach(skeleton);
      error = link < 0 ? -link : 0;
    }
    if (!error) {
      union bpf_attr attributes = {0};
      attributes.iter_create.link_fd = (unsigned)skeleton->links.open_files_fd;
      iterator = skel_bpf(BPF_ITER_CREATE, &attributes, SKEL_SIZE(iter_create));
      error = iterator < 0 ? -iterator : 0;
    }
    open_files__destroy(skeleton);
  }
  errno = error;
  return iterator;
}

#else

int cbpf_is_built(void) { return 0; }

int cbpf_open_files(const struct cbpf_selection *selection) {
  (void)selection;
  errno = ENOSYS;
  return -1;
}

#endif
