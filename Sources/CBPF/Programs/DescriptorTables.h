// Iterates over all processes, goes through the descriptors of each, and writes records of those that are wanted. It
// doesn't take hold of the files, as the kernel does for HeldFile.h, and looks at many of them together, which takes
// far less time.
//
// Until the program returns no file's memory is used for anything but files (RCU, SLAB_TYPESAFE_BY_RCU). But a file can
// be closed and be another one then, the table of descriptors itself can be replaced, and the names of sockets, pipes
// and the like be freed and used for something else. What is read may be anything then, or 0: so before a file is told
// of, it must still be where it was found (fs/file.c, __fget_files_rcu).
//
// Each of these programs has a begin_process(), which is called before a process is gone through; a
// may_be_wanted_of_some(), whether one of several files may be wanted; an is_passed_over(), whether a file is not
// wanted for what its record doesn't have; and a write_text(), which writes what is behind the record.

#include "OpenFile.h"

extern void *bpf_rdonly_cast(const void *address, unsigned type) SECTION(".ksyms") __attribute__((const));

// What is at an address, which is read as 0 where nothing is.
#define AT(type, address) ((type *)bpf_rdonly_cast((void *)(address), __builtin_btf_type_id(*(type *)0, 1)))

// Bytes of a name (include/uapi/linux/limits.h).
enum { LONGEST_NAME = 255 };
// Bytes that there are for write_text().
enum { TEXT_ROOM = LONGEST_PATH + LONGEST_NAME + 16 };

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
// So often a process is gone on with from where its descriptors have changed meanwhile; then it is left to procfs.
enum { MOST_CHANGES = 64 };

// The process that is gone through.
struct {
  // The task, and what it has by that the descriptors are found.
  unsigned long task;
  struct files_struct *descriptors;
  struct fdtable *table;
  struct file **places;
  // What is found there in the end.
  unsigned long descriptors_now;
  unsigned long table_now;
  unsigned long inode_now;
  unsigned long name_now;
  unsigned long mount_now;
  // Of its descriptors, the first in this call and of those that are looked at together, and these.
  unsigned start;
  unsigned first;
  struct file *files[TOGETHER];
  // The one that is looked at, its number, and what it was of at first.
  struct file *file;
  unsigned descriptor;
  unsigned long inode;
  unsigned long name;
  unsigned long mount;
  struct cbpf_open_file record;
  // How far this call has come; with the process's ID and start time where the reader has to call for more of it.
  unsigned next;
  int id;
  unsigned long started;
  unsigned changes;
  // Orders what is read.
  unsigned looks;
} process SECTION(".bss");

static void begin_process(struct task_struct *task);
static int may_be_wanted_of_some(void);
static int is_passed_over(struct file *file, struct inode *inode, unsigned descriptor);
static unsigned write_text(char *text, struct file *file);

// An atomic operation with a result: what comes before it is read before what follows.
static inline void order_reads(void) {
  unsigned looks = __sync_fetch_and_add(&process.looks, 1);
  asm volatile("" : : "r"(looks) : "memory");
}

static int may_be_socket(struct file *file, struct inode *inode) {
  (void)file;
  return (inode->i_mode & TYPE) == SOCKET;
}

static int may_be_wanted_socket(unsigned long inode) {
  unsigned key = 0;
  struct cbpf_records *wanted = bpf_map_lookup_elem(&records, &key);
  return wanted && cbpf_may_have_inode(wanted->socket_inodes, inode);
}

// Whether the file that is looked at is still where it was found, so that all that was read is its own.
static int is_in_place(void) {
  struct file *file = 0;
  order_reads();
  bpf_probe_read_kernel(&file, sizeof file, process.places + process.descriptor);
  process.inode_now = (unsigned long)AT(struct file, process.file)->f_inode;
  process.name_now = (unsigned long)AT(struct file, process.file)->f_path.dentry;
  process.mount_now = (unsigned long)AT(struct file, process.file)->f_path.mnt;
  process.table_now = (unsigned long)AT(struct files_struct, process.descriptors)->fdt;
  process.descriptors_now = (unsigned long)AT(struct task_struct, process.task)->files;
  asm volatile("" : : : "memory");
  unsigned long change = (unsigned long)file ^ (unsigned long)process.file;
  change |= process.inode_now ^ process.inode;
  change |= process.name_now ^ process.name;
  change |= process.mount_now ^ process.mount;
  change |= process.table_now ^ (unsigned long)process.table;
  change |= process.descriptors_now ^ (unsigned long)process.descriptors;
  // Else the compiler would branch at each.
  asm volatile("" : "+r"(change));
  return !change;
}

// Looks at one of the files; other than 0 where it is the last in this call: there was no room for it, or the
// descriptors have changed, and then it is looked at again in another one, unless that was too often. A function that
// is not static is verified once, and not in each place that calls it.
__attribute__((noinline)) int look_at(unsigned index) {
  unsigned descriptor = process.first + index;
  process.file = process.files[index % TOGETHER];
  process.descriptor = descriptor;
  if (!process.file || descriptor < process.start) return 0;
  struct file *file = AT(struct file, process.file);
  struct inode *inode = file->f_inode;
  process.inode = (unsigned long)inode;
  process.name = (unsigned long)file->f_path.dentry;
  process.mount = (unsigned long)file->f_path.mnt;
  if (is_passed_over(file, inode, descriptor)) return 0;
  if (!take_file(file, inode, descriptor, &process.record)) return 0;
  unsigned key = 0;
  struct cbpf_records *written = bpf_map_lookup_elem(&records, &key);
  if (!written) return 0;
  unsigned long size = written->size & ~7ul;
  if (size > sizeof written->bytes - sizeof process.record - TEXT_ROOM) {
    process.next = descriptor;
    return 1;
  }
  struct cbpf_open_file *record = (struct cbpf_open_file *)(written->bytes + size);
  process.record.path_length = write_text((char *)(record + 1), file);
  // Where another file may be there now, that is looked at next.
  if (!is_in_place()) {
    process.next = descriptor;
    if (process.changes++ < MOST_CHANGES) return 1;
    process.record.marks = CBPF_LEFT_TO_PROCFS;
    process.record.path_length = 0;
    process.next = ~0u;
  }
  JOIN_WAYS();
  process.record.length = record_size(sizeof process.record, process.record.path_length);
  *record = process.record;
  written->size = size + process.record.length;
  return process.record.marks & CBPF_LEFT_TO_PROCFS;
}

static long look_at_some(unsigned number, void *unused) {
  (void)unused;
  process.first = (process.start / TOGETHER + number) * TOGETHER;
  process.next = process.first + TOGETHER;
  bpf_probe_read_kernel(process.files, sizeof process.files, process.places + process.first);
  unsigned long any = 0;
#pragma clang loop unroll(disable)
  for (unsigned index = 0; index < TOGETHER; index++) any |= (unsigned long)process.files[index];
  // A read of nothing may take as long as a fault.
  if (!any) return 0;
  if (!may_be_wanted_of_some()) return 0;
  for (unsigned index = 0; index < TOGETHER; index++)
    if (look_at(index)) return 1;
  return 0;
}

// Other than 0 where the reader has to call again, for more of the process that was looked at last.
static int go_through(struct bpf_iter__task *context) {
  struct task_struct *task = context->task;
  // Threads that have descriptors of their own are left to procfs.
  if (!task || task->pid != task->tgid) return 0;
  unsigned count = 0;
  READ(process.descriptors, task->files);
  int pid = pid_of(task);
  if (!process.descriptors || !is_wanted_process(pid)) return 0;
  int is_more = process.id == task->tgid && process.started == task->start_time;
  // Another thread has run a program and taken the place of the first: its descriptors were told.
  if (!is_more && process.record.pid == pid && process.record.started == (unsigned)task->start_time) return 0;
  process.task = (unsigned long)task;
  READ(process.table, process.descriptors->fdt);
  READ(count, process.table->max_fds);
  READ(process.places, process.table->fd);
  process.start = is_more ? process.next : 0;
  process.id = 0;
  if (!is_more) process.changes = 0;
  if (process.start >= count) return 0;
  begin_process(task);
  process.record.pid = pid;
  process.record.started = task->start_time;
  unsigned left = (count - process.start + TOGETHER - 1) / TOGETHER;
  bpf_loop(left < MOST_IN_CALL / TOGETHER ? left : MOST_IN_CALL / TOGETHER, look_at_some, 0, 0);
  if (process.next >= count) return 0;
  process.id = task->tgid;
  process.started = task->start_time;
  return 1;
}
