#ifndef SKEL_INTERNAL_H
#define SKEL_INTERNAL_H

// What bpftool's light skeletons use: they include this file by this name, and call these functions. libbpf has one of
// its own, which lsof does without. A skeleton brings a program that loads the others: it is run once with bpf(2), in
// the kernel, and makes maps and programs of what follows in its context.

#include <errno.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The head of the loading program's context. The members of a skeleton follow.
struct bpf_loader_ctx {
  __u32 sz;
  __u32 flags;
  __u32 log_level;
  __u32 log_size;
  __u64 log_buf;
};

/// The loading program makes a map, with the contents at this address.
struct bpf_map_desc {
  int map_fd;
  __u32 max_entries;
  __aligned_u64 initial_value;
};

struct bpf_prog_desc {
  int prog_fd;
};

struct bpf_load_and_run_opts {
  struct bpf_loader_ctx *ctx;
  const void *data;
  const void *insns;
  __u32 data_sz;
  __u32 insns_sz;
  const char *errstr;
};

static inline int skel_bpf(enum bpf_cmd command, union bpf_attr *attributes, unsigned size) {
  int result = (int)syscall(SYS_bpf, command, attributes, size);
  return result < 0 ? -errno : result;
}

/// How much of bpf_attr there is, up to a member: kernels refuse what they don't know, unless it is zero.
#define SKEL_SIZE(member) (offsetof(union bpf_attr, member) + sizeof(((union bpf_attr *)0)->member))

static inline void *skel_alloc(size_t size) { return calloc(1, size); }

static inline void skel_free(const void *memory) { free((void *)memory); }

static inline void *skel_prep_map_data(const void *contents, size_t room, size_t size) {
  void *memory = calloc(1, room);
  if (memory) memcpy(memory, contents, size);
  return memory;
}

/// A skeleton would have the map in memory from here on; lsof leaves its maps alone once they are made.
static inline void *skel_finalize_map_data(__u64 *address, size_t room, int protection, int map) {
  (void)room, (void)protection, (void)map;
  return (void *)(unsigned long)*address;
}

static inline void skel_free_map_data(void *memory, __u64 address, size_t room) {
  (void)address, (void)room;
  free(memory);
}

static inline int skel_closenz(int descriptor) { return descriptor > 0 ? close(descriptor) : -EINVAL; }

static inline int skel_link_create(int program, int target, enum bpf_attach_type type) {
  union bpf_attr attributes = {0};
  attributes.link_create.prog_fd = (__u32)program;
  attributes.link_create.target_fd = (__u32)target;
  attributes.link_create.attach_type = type;
  return skel_bpf(BPF_LINK_CREATE, &attributes, SKEL_SIZE(link_create.iter_info_len));
}

/// Gives back the memory of what is part of the program's file, as far as it has whole pages: the kernel has it now.
static inline void skel_give_back(const void *contents, size_t size) {
  unsigned long page = (unsigned long)getpagesize();
  unsigned long start = ((unsigned long)contents + page - 1) & -page, end = ((unsigned long)contents + size) & -page;
  if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
}

/// Returns 0 or -errno.
static inline int bpf_load_and_run(struct bpf_load_and_run_opts *skeleton) {
  int program = -1;
  union bpf_attr attributes = {0};
  attributes.map_type = BPF_MAP_TYPE_ARRAY;
  attributes.key_size = sizeof(int);
  attributes.value_size = skeleton->data_sz;
  attributes.max_entries = 1;
  strcpy(attributes.map_name, "__loader.map");
  int map = skel_bpf(BPF_MAP_CREATE, &attributes, SKEL_SIZE(map_extra));
  if (map < 0) return map;

  int key = 0;
  memset(&attributes, 0, sizeof attributes);
  attributes.map_fd = (__u32)map;
  attributes.key = (unsigned long)&key;
  attributes.value = (unsigned long)skeleton->data;
  int result = skel_bpf(BPF_MAP_UPDATE_ELEM, &attributes, SKEL_SIZE(flags));
  if (result < 0) goto out;

  memset(&attributes, 0, sizeof attributes);
  attributes.prog_type = BPF_PROG_TYPE_SYSCALL;
  attributes.insns = (unsigned long)skeleton->insns;
  attributes.insn_cnt = skeleton->insns_sz / sizeof(struct bpf_insn);
  attributes.license = (unsigned long)"Dual BSD/GPL";
  attributes.fd_array = (unsigned long)&map;
  attributes.prog_flags = BPF_F_SLEEPABLE;
  strcpy(attributes.prog_name, "__loader.prog");
  result = program = skel_bpf(BPF_PROG_LOAD, &attributes, SKEL_SIZE(fd_array));
  if (result < 0) goto out;

  memset(&attributes, 0, sizeof attributes);
  attributes.test.prog_fd = (__u32)program;
  attributes.test.ctx_in = (unsigned long)skeleton->ctx;
  attributes.test.ctx_size_in = skeleton->ctx->sz;
  result = skel_bpf(BPF_PROG_RUN, &attributes, SKEL_SIZE(test));
  if (result >= 0) result = (int)attributes.test.retval;
out:
  if (program >= 0) close(program);
  close(map);
  skel_give_back(skeleton->data, skeleton->data_sz);
  return result < 0 ? result : 0;
}

#endif
