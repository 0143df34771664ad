// What the programs have in common: which files and processes are wanted. Each has a selection of its own.

#pragma once

#include "../include/CBPFRecords.h"
#include "Kernel.h"

#define SECTION(name) __attribute__((section(name), used))

// Helpers that read the kernel's memory may be used only by programs that say that they are compatible with the GPL.
char licence[] SECTION("license") = "Dual BSD/GPL";

const volatile struct cbpf_selection selection SECTION(".rodata");

// With the NUL.
#define LONGEST_PATH 4096

// File types of a mode (inode(7)).
enum {
  TYPE = 0170000,
  FIFO = 0010000,
  CHARACTER = 0020000,
  DIRECTORY = 0040000,
  REGULAR = 0100000,
  SOCKET = 0140000,
};

// File systems (include/uapi/linux/magic.h).
enum {
  ANONYMOUS_INODES = 0x09041934,
  DEVPTS = 0x1cd1,
  EXT = CBPF_EXT,
  TMPFS = CBPF_TMPFS,
  PIPEFS = 0x50495045,
  SOCKFS = 0x534f434b,
  XFS = CBPF_XFS,
};

// All bits where a number isn't 0.
__attribute__((unused)) static inline unsigned long mask_of(unsigned long number) {
  unsigned long is_there = number | -number;
  asm volatile("" : "+r"(is_there));
  return (long)is_there >> 63;
}

// Where several ways through a program lead to one place, the verifier goes on from there once for each, unless all
// that it knows of what is used later is the same: so that is in memory, and no more in registers.
#define JOIN_WAYS() asm volatile("" : : : "memory")

// Whether stat(2) says what the inode has. There are file systems that would have to look further, for all files or
// for some kinds; whoever is not known here is asked.
__attribute__((unused)) static int tells_status(unsigned long kind, unsigned type) {
  switch (kind) {
  case DEVPTS:
  case EXT:
  case TMPFS:
    return type == REGULAR || type == DIRECTORY || type == CHARACTER || type == FIFO;
  case XFS:
    return type == REGULAR || type == CHARACTER || type == FIFO;
  case PIPEFS:
    return type == FIFO;
  case ANONYMOUS_INODES:
    return type == 0;
  }
  return 0;
}

// The number that an ID has in the PID namespace of the reader; 0 where it has none there. A function that is not
// static is verified once, and not in each place that calls it.
__attribute__((noinline)) int number_of(unsigned long address) {
  struct pid *id = (struct pid *)address, *own = 0;
  struct task_struct *reader = bpf_get_current_task_btf();
  struct upid number = {}, own_number = {};
  unsigned level = 0, own_level = 0;
  READ(own, reader->thread_pid);
  READ(own_level, own->level);
  READ(level, id->level);
  bpf_probe_read_kernel(&own_number, sizeof own_number, &own->numbers[own_level]);
  bpf_probe_read_kernel(&number, sizeof number, &id->numbers[own_level]);
  return level >= own_level && number.ns == own_number.ns ? number.nr : 0;
}

// Of the process that was looked at last: its ID and start time, and its number for the reader.
int last_process SECTION(".bss");
int last_number SECTION(".bss");
unsigned long last_started SECTION(".bss");

__attribute__((unused)) static int pid_of(struct task_struct *task) {
  if (selection.is_in_initial_namespace) return task->tgid;
  if (task->tgid != last_process || task->start_time != last_started) {
    struct pid *id = 0;
    READ(id, task->thread_pid);
    last_process = task->tgid;
    last_started = task->start_time;
    last_number = number_of((unsigned long)id);
  }
  return last_number;
}

// Writes the path of a file that the iterator holds, with a NUL. Returns its length without that; 0 where it can't be
// had.
static inline long path_of(struct file *file, char *path) {
  long length = bpf_d_path(&file->f_path, path, LONGEST_PATH);
  return length > 1 && length <= LONGEST_PATH ? length - 1 : 0;
}

// Bytes of a record, with those behind its path. Who writes it compares it with the room that there is.
static inline unsigned record_size(unsigned long structure, long path_length) {
  unsigned size = (structure + path_length + 7) & ~7u;
  // Older kernels, 6.12 among them, don't know how long a path can be that they have returned; the compiler does, and
  // would leave the comparison out.
  asm volatile("" : "+r"(size));
  return size;
}

// Whether a process is one of those that are wanted. One that ends just now has no number any more.
static int is_wanted_process(int pid) {
  if (!selection.pid_count) return pid != 0;
  for (unsigned index = 0; index < CBPF_MOST_PIDS; index++)
    if (index < selection.pid_count && selection.pids[index] == pid) return 1;
  return 0;
}

// One of `count` places, a power of two, for an address.
static inline unsigned place_of(unsigned long address, unsigned count) {
  return (address * 0x9e3779b97f4a7c15ul >> 32) % count;
}

// Whether an inode number may be one of those that are wanted.
static int may_be_wanted(unsigned long long inode) {
  return cbpf_may_have_inode(selection.inodes, inode);
}

// Whether a file with these numbers, which stat(2) tells of it, may have one of the names that are wanted.
static int is_named(unsigned long long inode, unsigned device) {
  if (may_be_wanted(inode)) return 1;
  for (unsigned index = 0; index < CBPF_MOST_DEVICES; index++)
    if (index < selection.device_count && selection.devices[index] == device) return 1;
  return 0;
}

// Whether a file with this inode number and device, which stat(2) tells of it or not, may have one of the names that
// are wanted.
__attribute__((unused)) static int may_have_name(unsigned long long inode, unsigned device, int has_status) {
  return !selection.wants_names || !has_status || is_named(inode, device);
}
