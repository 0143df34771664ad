// Tells the descriptors that are wanted, with their paths, as OpenFiles.bpf.c does in more time.

#include "DescriptorTables.h"
#include "Directory.h"
#include "Path.h"

// Of files that are looked at together.
struct {
  unsigned long inodes[TOGETHER];
  unsigned long devices[TOGETHER];
  unsigned long modes[TOGETHER];
  unsigned long link_counts[TOGETHER];
  // Of their names, the directory, whether it is in use, and the inode.
  unsigned long parents[TOGETHER];
  unsigned long hashed[TOGETHER];
  unsigned long named[TOGETHER];
} some SECTION(".bss");

static void begin_process(struct task_struct *task) {
  (void)task;
  if (!way.root.name) find_root();
  // What was found while another call held nothing may be another's by now.
  way.is_good = 0;
}

// Has the processor wait for what is needed of all files together.
static inline void wait_for_all(void) {
#pragma clang loop unroll(disable)
  for (unsigned index = 0; index < TOGETHER; index++) {
    struct file *file = AT(struct file, process.files[index]);
    struct inode *inode = file->f_inode;
    asm volatile("" : : "r"(inode->i_mode), "r"(inode->i_size), "r"(file->f_pos));
    if (selection.wants_locks) asm volatile("" : : "r"(inode->i_flctx));
    struct dentry *name = file->f_path.dentry;
    asm volatile("" : : "r"(name->d_parent), "r"(name->d_sb));
  }
}

// Other than 0 where one of the files may be in the directory that is wanted.
static inline unsigned long may_be_below_any(void) {
  unsigned long may_be_below = 0, are_there = 0;
#pragma clang loop unroll(disable)
  for (unsigned index = 0; index < TOGETHER; index++) {
    struct inode *inode = AT(struct file, process.files[index])->f_inode;
    some.inodes[index] = (unsigned long)inode;
    some.devices[index] = inode->i_sb->s_dev;
  }
  asm volatile("" : : : "memory");
#pragma clang loop unroll(disable)
  for (unsigned index = 0; index < TOGETHER; index++)
    are_there |= ~mask_of(some.devices[index] ^ selection.directory_device);
  if (!are_there) return 0;
#pragma clang loop unroll(disable)
  for (unsigned index = 0; index < TOGETHER; index++) {
    struct file *file = AT(struct file, process.files[index]);
    struct dentry *name = file->f_path.dentry;
    some.parents[index] = (unsigned long)name->d_parent;
    some.named[index] = (unsigned long)name->d_inode;
    some.hashed[index] = (unsigned long)name->d_hash.pprev;
    some.modes[index] = file->f_inode->i_mode;
    some.link_counts[index] = file->f_inode->i_nlink;
  }
  asm volatile("" : : : "memory");
#pragma clang loop unroll(disable)
  for (unsigned index = 0; index < TOGETHER; index++) {
    unsigned long parent = some.parents[index];
    unsigned long is_other = climb.outside[place_of(parent, MOST_OUTSIDE)] ^ parent;
    is_other |= (some.named[index] ^ some.inodes[index]) | (some.link_counts[index] ^ 1);
    is_other |= ~mask_of(some.hashed[index]) | ~mask_of((some.modes[index] & TYPE) ^ DIRECTORY);
    may_be_below |= is_other & ~mask_of(some.devices[index] ^ selection.directory_device);
  }
  return may_be_below;
}

static int may_be_wanted_of_some(void) {
  if (selection.wants_directory) return may_be_below_any() != 0;
  wait_for_all();
  return 1;
}

static int is_passed_over(struct file *file, struct inode *inode, unsigned descriptor) {
  (void)file, (void)inode, (void)descriptor;
  return 0;
}

// Writes the path, or what sockfs calls a socket's protocol. Returns the length.
static unsigned write_text(char *text, struct file *file) {
  if (process.record.marks & CBPF_IS_PIPE) return 0;
  begin(&way.file, &file->f_path);
  if (process.record.marks & CBPF_IS_SOCKET) return write_name(text);
  unsigned long kind = file->f_inode->i_sb->s_magic;
  unsigned length = kind == ANONYMOUS_INODES ? write_anonymous(text) : write_path(text, kind);
  if (!length) process.record.marks |= CBPF_LACKS_PATH;
  return length;
}

SECTION("iter/task") int unheld_files(struct bpf_iter__task *context) { return go_through(context); }
