#ifndef CBPF_ITERATOR_H
#define CBPF_ITERATOR_H

#include "CBPF.h"

#include <bpf/skel_internal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/stat.h>

/// PROC_PID_INIT_INO of include/linux/proc_ns.h.
#define INITIAL_NAMESPACE 0xeffffffcu

static inline bool is_in_initial_namespace(void) {
  struct stat status;
  return stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == INITIAL_NAMESPACE;
}

/// Makes an iterator that runs a program. Where one process is wanted the kernel visits only that, if it can (Linux
/// 6.1; `task` of union bpf_iter_link_info, which older headers lack). Of its tasks it would visit none any more behind
/// one that ends just then (kernel/bpf/task_iter.c, task_group_seq_get_next). Returns a descriptor, or -errno.
static inline int open_iterator(int program, const struct cbpf_selection *selection) {
  struct {
    __u32 tid, pid, pidfd;
  } task = {0};
  union bpf_attr attributes = {0};
  attributes.link_create.prog_fd = (__u32)program;
  attributes.link_create.attach_type = BPF_TRACE_ITER;
  int link = -E2BIG;
  if (selection->pid_count == 1 && !selection->wants_tasks) {
    task.pid = (__u32)selection->pids[0];
    attributes.link_create.iter_info = (unsigned long)&task;
    attributes.link_create.iter_info_len = sizeof task;
    link = skel_bpf(BPF_LINK_CREATE, &attributes, SKEL_SIZE(link_create.iter_info_len));
    attributes.link_create.iter_info = 0;
    attributes.link_create.iter_info_len = 0;
  }
  if (link < 0) link = skel_bpf(BPF_LINK_CREATE, &attributes, SKEL_SIZE(link_create.iter_info_len));
  if (link < 0) return link;
  memset(&attributes, 0, sizeof attributes);
  attributes.iter_create.link_fd = (__u32)link;
  int iterator = skel_bpf(BPF_ITER_CREATE, &attributes, SKEL_SIZE(iter_create));
  close(link);
  return iterator;
}

/// Defines the function `cbpf_NAME`, by the skeleton of a program. The iterator keeps the program: all that is closed
/// stays as long as it is read.
#define DEFINE_ITERATOR(name)                                                                        \
  int cbpf_##name(const struct cbpf_selection *selection) {                                          \
    int result = -ENOMEM;                                                                            \
    struct name *skeleton = name##__open();                                                          \
    if (skeleton) {                                                                                  \
      LOAD(name, skeleton, selection, result);                                                       \
      name##__destroy(skeleton);                                                                     \
    }                                                                                                \
    return returned(result);                                                                         \
  }

/// The same for a program that writes to the memory of a map, ``records``.
#define DEFINE_SHARING_ITERATOR(name)                                                                \
  int cbpf_##name(const struct cbpf_selection *selection, struct cbpf_records **records) {           \
    int result = -ENOMEM;                                                                            \
    struct name *skeleton = name##__open();                                                          \
    if (skeleton) {                                                                                  \
      LOAD(name, skeleton, selection, result);                                                       \
      if (result >= 0) result = shared(result, skeleton->maps.records.map_fd, records);              \
      name##__destroy(skeleton);                                                                     \
    }                                                                                                \
    return returned(result);                                                                         \
  }

/// Loads the program of a skeleton and sets `result` to an iterator's descriptor, or to -errno.
#define LOAD(name, skeleton, selected, result)                                                       \
  do {                                                                                               \
    (skeleton)->rodata->selection = *(selected);                                                     \
    (skeleton)->rodata->selection.is_in_initial_namespace = is_in_initial_namespace();               \
    result = name##__load(skeleton);                                                                 \
    if (!result) result = open_iterator((skeleton)->progs.name.prog_fd, selected);                   \
  } while (0)

/// Maps the memory of a map. Returns the descriptor, or -errno and closes that.
static inline int shared(int descriptor, int map, struct cbpf_records **records) {
  void *memory = mmap(NULL, sizeof **records, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
  if (memory == MAP_FAILED) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  *records = memory;
  return descriptor;
}

/// A descriptor, or -1 with errno.
static inline int returned(int result) {
  if (result >= 0) return result;
  errno = -result;
  return -1;
}

#endif
