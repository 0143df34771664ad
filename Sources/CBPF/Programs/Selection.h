// What the programs have in common: which files and processes are wanted. Each has a selection of its own.

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

// How far up a file's directory is looked for.
enum { MOST_LEVELS = 64 };
// How many directories are remembered that are neither the one that is wanted nor below it.
enum { MOST_OUTSIDE = 256 };

// The climb from a directory to the one that is wanted.
struct {
  // Where it has come to, from the directory that is asked about, and the root of the file system.
  unsigned long name;
  unsigned long root;
  // It has not ended outside.
  int may_be_below;
  // By place_of(). A directory below which something is open is not freed, so that its address is no other's. What is
  // moved below the wanted one meanwhile may be missed, as what is opened then.
  unsigned long outside[MOST_OUTSIDE];
} climb SECTION(".bss");

static long climb_on(unsigned level, void *unused) {
  (void)level, (void)unused;
  struct dentry *name = (struct dentry *)climb.name;
  struct inode *inode = 0;
  unsigned long number = 0;
  READ(inode, name->d_inode);
  READ(number, inode->i_ino);
  if (number == selection.directory_inode) return 1;
  if (climb.name == climb.root) {
    climb.may_be_below = 0;
    return 1;
  }
  READ(climb.name, name->d_parent);
  return 0;
}

// Whether the climb may lead to the directory. A loop would be verified as often as it may be gone through.
__attribute__((noinline)) int ends_below(void) {
  // It is verified also where nothing calls it.
  if (!selection.wants_directory) return 0;
  unsigned long start = climb.name, *outside = &climb.outside[place_of(start, MOST_OUTSIDE)];
  if (*outside == start) return 0;
  climb.may_be_below = 1;
  bpf_loop(MOST_LEVELS, climb_on, 0, 0);
  if (!climb.may_be_below) *outside = start;
  return climb.may_be_below;
}

// Whether a directory is the one that is wanted or below it. It may be where it is too far down to tell.
__attribute__((unused)) static int may_lead_below(struct dentry *directory, struct dentry *root) {
  climb.name = (unsigned long)directory;
  climb.root = (unsigned long)root;
  return ends_below();
}

// Whether a file may be in the directory, or below it: by where it is in its file system, whatever mount it was opened
// through. One that may have another name, and one whose name can't be told, may be anywhere.
__attribute__((unused)) static int may_be_below(struct file *file, struct inode *inode,
                                                struct super_block *file_system) {
  struct dentry *dentry = file->f_path.dentry;
  if (file_system->s_dev != selection.directory_device || !inode->i_nlink) return 0;
  int is_directory = (inode->i_mode & TYPE) == DIRECTORY;
  if (!is_directory && inode->i_nlink > 1) return 1;
  struct dentry *root = file_system->s_root;
  // Removed, maybe from elsewhere than the name that is left.
  if (dentry->d_inode != inode || (dentry != root && !dentry->d_hash.pprev)) return 1;
  return may_lead_below(is_directory ? dentry : dentry->d_parent, root);
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
