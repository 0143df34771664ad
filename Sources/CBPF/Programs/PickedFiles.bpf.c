// Iterates over all processes, goes through the descriptors of each, and writes records of those that are wanted. It
// doesn't take hold of the files, as the kernel does for OpenFiles.bpf.c, and looks at many of them together; that
// takes a tenth of the time. What only a file that is held tells is not told: its path. For requests that want few
// files, those below a directory, or sockets alone.
//
// Until the program returns no file's memory is used for anything but files (RCU, SLAB_TYPESAFE_BY_RCU), and what else
// is read is there or reads as 0. But a file can be closed and be another one then, and the table of descriptors itself
// can be replaced: so before a file is told of, it must still be where it was found (fs/file.c, __fget_files_rcu).

#include "OpenFile.h"

extern void *bpf_rdonly_cast(const void *address, unsigned type) SECTION(".ksyms");

// What is at an address, which is read as 0 where nothing is.
#define AT(type, address) ((type *)bpf_rdonly_cast((void *)(address), __builtin_btf_type_id(*(type *)0, 1)))

// Of a map (include/uapi/linux/bpf.h): BPF_MAP_TYPE_ARRAY, BPF_F_MMAPABLE.
enum { ARRAY = 2, IN_READERS_MEMORY = 1 << 10 };

// The records, which the reader has in its memory.
struct {
  int (*type)[ARRAY];
  int (*map_flags)[IN_READERS_MEMORY];
  int (*max_entries)[1];
  unsigned *key;
  struct cbpf_records *value;
} records SECTION(".maps");

// So many files are waited for together: what is open is mostly not in the processor's cache. A table of descriptors
// has a multiple of them (fs/file.c, alloc_fdtable).
enum { TOGETHER = 8 };
// So many descriptors are looked at in one call, in which the processor does nothing else.
enum { MOST_IN_CALL = 1 << 16 };
// So often a process is gone on with from where its descriptors have changed meanwhile.
enum { MOST_CHANGES = 64 };

// The process that is gone through.
struct {
  // The task, and what it has by that the descriptors are found.
  unsigned long task;
  struct files_struct *descriptors;
  struct fdtable *table;
  struct file **places;
  int is_own;
  // Of its descriptors, the first in this call and of those that are looked at together, and these.
  unsigned start;
  unsigned first;
  struct file *files[TOGETHER];
  // The one that is looked at, and its number.
  struct file *file;
  unsigned descriptor;
  unsigned long inodes[TOGETHER];
  unsigned long mounts[TOGETHER];
  unsigned long devices[TOGETHER];
  unsigned long modes[TOGETHER];
  unsigned long link_counts[TOGETHER];
  // Of their names, the directory, whether it is in use, and the inode.
  unsigned long parents[TOGETHER];
  unsigned long hashed[TOGETHER];
  unsigned long named[TOGETHER];
  struct cbpf_open_file record;
  // How far this call has come; with the process's ID and start time where the reader has to call for more of it.
  unsigned next;
  int id;
  unsigned long started;
  unsigned changes;
  // Orders what is read.
  unsigned looks;
} process SECTION(".bss");

static int may_be_socket(struct file *file, struct inode *inode) {
  (void)file;
  return (inode->i_mode & TYPE) == SOCKET;
}

static int may_be_wanted_socket(unsigned long inode) {
  unsigned key = 0;
  struct cbpf_records *wanted = bpf_map_lookup_elem(&records, &key);
  return wanted && cbpf_may_have_inode(wanted->socket_inodes, inode);
}

// Adds a record to those of the reader; false where there is no room.
static int write(void) {
  unsigned key = 0;
  struct cbpf_records *written = bpf_map_lookup_elem(&records, &key);
  if (!written) return 0;
  unsigned long size = written->size & ~7ul;
  if (size > sizeof written->bytes - sizeof process.record) return 0;
  __builtin_memcpy(written->bytes + size, &process.record, sizeof process.record);
  written->size = size + sizeof process.record;
  return 1;
}

// Whether the file that is looked at is still where it was found, so that all that was read is its own.
static int is_in_place(void) {
  struct file *file = 0;
  struct fdtable *table = 0;
  struct files_struct *descriptors = 0;
  // An atomic operation with a result: what comes before it is read before what follows.
  unsigned looks = __sync_fetch_and_add(&process.looks, 1);
  asm volatile("" : : "r"(looks) : "memory");
  bpf_probe_read_kernel(&file, sizeof file, process.places + process.descriptor);
  READ(table, process.descriptors->fdt);
  READ(descriptors, ((struct task_struct *)process.task)->files);
  return file == process.file && table == process.table && descriptors == process.descriptors;
}

// Looks at one of the files; other than 0 where it must be looked at again, in another call: there was no room for it,
// or the descriptors have changed. A function that is not static is verified once, and not in each place that calls it.
__attribute__((noinline)) int look_at(unsigned index) {
  unsigned descriptor = process.first + index;
  process.file = process.files[index % TOGETHER];
  process.descriptor = descriptor;
  if (!process.file || descriptor < process.start) return 0;
  struct file *file = AT(struct file, process.file);
  struct inode *inode = file->f_inode;
  if (selection.named_count && has_no_name(file, inode, descriptor, process.is_own)) return 0;
  if (!take_file(file, inode, descriptor, &process.record)) return 0;
  if (!(process.record.marks & (CBPF_IS_SOCKET | CBPF_IS_PIPE))) process.record.marks |= CBPF_LACKS_PATH;
  // Where another file may be there now, that is looked at next.
  int is_done = is_in_place() ? write() : process.changes++ >= MOST_CHANGES;
  if (is_done) return 0;
  process.next = descriptor;
  return 1;
}

// All bits where a number isn't 0.
static inline unsigned long mask_of(unsigned long number) {
  unsigned long is_there = number | -number;
  asm volatile("" : "+r"(is_there));
  return (long)is_there >> 63;
}

// Other than 0 where one of the files may have a name that is wanted. There are no branches here, each way of which the
// verifier would follow.
static inline unsigned long may_be_named(void) {
  unsigned long may_be_named = 0;
#pragma clang loop unroll(full)
  for (unsigned index = 0; index < TOGETHER; index++) {
    struct file *file = AT(struct file, process.files[index]);
    process.inodes[index] = (unsigned long)file->f_inode;
    process.mounts[index] = (unsigned long)file->f_path.mnt;
  }
  // Loaded again they are numbers, which the verifier lets a program compute with.
  asm volatile("" : : : "memory");
#pragma clang loop unroll(full)
  for (unsigned index = 0; index < TOGETHER; index++) {
    unsigned long mount = process.mounts[index];
    unsigned bit = place_of(process.inodes[index], NAMED_BITS);
    may_be_named |= known.named_bits[bit / 64] >> bit % 64 & 1;
    may_be_named |= (known.lacking[place_of(mount, MOST_LACKING)] ^ mount) & mask_of(mount);
  }
  return may_be_named;
}

// Other than 0 where one of the files may be wanted for its type.
static inline unsigned long may_be_of_type(void) {
  unsigned long types = selection.wants_others ? ~0ul : 1ul << (SOCKET >> 12), may_be_wanted = 0;
#pragma clang loop unroll(full)
  for (unsigned index = 0; index < TOGETHER; index++)
    may_be_wanted |= types >> (AT(struct file, process.files[index])->f_inode->i_mode >> 12) & 1;
  return may_be_wanted;
}

// Other than 0 where one of the files may be in the directory that is wanted.
static inline unsigned long may_be_below_any(void) {
  unsigned long may_be_below = 0, are_there = 0;
#pragma clang loop unroll(full)
  for (unsigned index = 0; index < TOGETHER; index++) {
    struct inode *inode = AT(struct file, process.files[index])->f_inode;
    process.inodes[index] = (unsigned long)inode;
    process.devices[index] = inode->i_sb->s_dev;
  }
  asm volatile("" : : : "memory");
#pragma clang loop unroll(full)
  for (unsigned index = 0; index < TOGETHER; index++)
    are_there |= ~mask_of(process.devices[index] ^ selection.directory_device);
  if (!are_there) return 0;
#pragma clang loop unroll(full)
  for (unsigned index = 0; index < TOGETHER; index++) {
    struct file *file = AT(struct file, process.files[index]);
    struct dentry *name = file->f_path.dentry;
    process.parents[index] = (unsigned long)name->d_parent;
    process.named[index] = (unsigned long)name->d_inode;
    process.hashed[index] = (unsigned long)name->d_hash.pprev;
    process.modes[index] = file->f_inode->i_mode;
    process.link_counts[index] = file->f_inode->i_nlink;
  }
  asm volatile("" : : : "memory");
#pragma clang loop unroll(full)
  for (unsigned index = 0; index < TOGETHER; index++) {
    unsigned long parent = process.parents[index];
    unsigned long is_other = climb.outside[place_of(parent, MOST_OUTSIDE)] ^ parent;
    is_other |= (process.named[index] ^ process.inodes[index]) | (process.link_counts[index] ^ 1);
    is_other |= ~mask_of(process.hashed[index]) | ~mask_of((process.modes[index] & TYPE) ^ DIRECTORY);
    may_be_below |= is_other & ~mask_of(process.devices[index] ^ selection.directory_device);
  }
  return may_be_below;
}

static long look_at_some(unsigned number, void *unused) {
  (void)unused;
  process.first = (process.start / TOGETHER + number) * TOGETHER;
  process.next = process.first + TOGETHER;
  bpf_probe_read_kernel(process.files, sizeof process.files, process.places + process.first);
  unsigned long any = 0;
#pragma clang loop unroll(full)
  for (unsigned index = 0; index < TOGETHER; index++) any |= (unsigned long)process.files[index];
  // A read of nothing may take as long as a fault.
  if (!any) return 0;
  unsigned long may_be_wanted;
  if (selection.named_count) may_be_wanted = may_be_named();
  else if (selection.wants_directory) may_be_wanted = may_be_below_any();
  else may_be_wanted = may_be_of_type();
  if (!may_be_wanted && !known.lacks_inodes) return 0;
  for (unsigned index = 0; index < TOGETHER; index++)
    if (look_at(index)) return 1;
  return 0;
}

// Other than 0 where the reader has to call again, for more of the process that was looked at last.
SECTION("iter/task") int picked_files(struct bpf_iter__task *context) {
  struct task_struct *task = context->task;
  // Threads that have descriptors of their own are left to procfs.
  if (!task || task->pid != task->tgid) return 0;
  unsigned count = 0;
  READ(process.descriptors, task->files);
  int pid = pid_of(task);
  if (!process.descriptors || !is_wanted_process(pid)) return 0;
  int is_more = process.id == task->tgid && process.started == task->start_time;
  // Another thread has run a program and taken the place of the first: its descriptors were told.
  if (!is_more && process.record.pid == pid) return 0;
  process.task = (unsigned long)task;
  READ(process.table, process.descriptors->fdt);
  READ(count, process.table->max_fds);
  READ(process.places, process.table->fd);
  process.start = is_more ? process.next : 0;
  process.id = 0;
  if (!is_more) process.changes = 0;
  if (process.start >= count) return 0;
  if (selection.named_count) {
    if (!known.knows_named) find_named();
    process.is_own = is_of_reader(task);
  }
  process.record.length = sizeof process.record;
  process.record.pid = pid;
  process.record.started = task->start_time;
  unsigned left = (count - process.start + TOGETHER - 1) / TOGETHER;
  bpf_loop(left < MOST_IN_CALL / TOGETHER ? left : MOST_IN_CALL / TOGETHER, look_at_some, 0, 0);
  if (process.next >= count) return 0;
  process.id = task->tgid;
  process.started = task->start_time;
  return 1;
}
