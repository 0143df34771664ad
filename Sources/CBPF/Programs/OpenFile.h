// What the programs that iterate over open files have in common: which are wanted, and their records. Each has a
// may_be_socket(), whether a file is a socket or stands for what may be one, by what takes least to look at; a
// may_be_wanted_socket(), whether a socket may have an inode that is wanted; a may_be_of_directory(), whether a file
// may be in the directory that is wanted, where one is; and an is_in_place(), whether the file that is looked at is
// still the one that was found.

#pragma once

#include "Selection.h"

static int may_be_socket(struct file *file, struct inode *inode);
static int may_be_wanted_socket(unsigned long inode);
static int may_be_of_directory(struct file *file, struct inode *inode, struct super_block *file_system);
static int is_in_place(void);

// The user who made the inode of the file that is looked at. One thread reads.
unsigned owner SECTION(".bss");

#define HAS_ANY(list) (READ(next, (list).next) || next != &(list))

// Whether somebody has a lock or lease on a file that has had some.
static int has_locks(struct file_lock_context *locks) {
  struct list_head *next = 0;
  return HAS_ANY(locks->flc_flock) || HAS_ANY(locks->flc_posix) || HAS_ANY(locks->flc_lease);
}

// The file of a descriptor of the reader.
static struct file *own_file(int descriptor) {
  struct task_struct *reader = bpf_get_current_task_btf();
  struct files_struct *files = 0;
  struct fdtable *table = 0;
  struct file **open_files = 0, *file = 0;
  READ(files, reader->files);
  READ(table, files->fdt);
  READ(open_files, table->fd);
  bpf_probe_read_kernel(&file, sizeof file, open_files + descriptor);
  return file;
}

// Fills in what a record has of a file, but for what follows. Returns whether it is wanted, as far as that doesn't
// depend on the process.
static int take_file(struct file *file, struct inode *inode, unsigned descriptor, struct cbpf_open_file *record) {
  if (!selection.wants_others && !may_be_socket(file, inode)) return 0;
  unsigned short mode = inode->i_mode;
  struct super_block *file_system = inode->i_sb;
  unsigned long kind = file_system->s_magic;
  unsigned device = file_system->s_dev;
  // Not to look for them saves a wait for memory.
  struct file_lock_context *locks = selection.wants_locks ? inode->i_flctx : 0;
  if (!may_be_of_directory(file, inode, file_system)) return 0;
  record->marks = (~mask_of(kind ^ SOCKFS) & CBPF_IS_SOCKET) | (~mask_of(kind ^ PIPEFS) & CBPF_IS_PIPE);
  if (tells_status(kind, mode & TYPE)) record->marks |= CBPF_HAS_STATUS;
  JOIN_WAYS();
  int is_socket = record->marks & CBPF_IS_SOCKET;
  if (is_socket ? !selection.wants_sockets : !selection.wants_others) return 0;
  if (is_socket && selection.wants_socket_inodes && !may_be_wanted_socket(inode->i_ino)) return 0;
  if (!may_have_name(inode->i_ino, device, record->marks & CBPF_HAS_STATUS)) return 0;

  record->descriptor = descriptor;
  record->access = file->f_mode & 3;
  record->mode = mode;
  record->link_count = inode->i_nlink;
  record->device = device;
  record->raw_device = inode->i_rdev;
  record->inode = inode->i_ino;
  record->size = inode->i_size;
  record->position = file->f_pos;
  record->path_length = 0;
  owner = inode->i_uid.val;
  if (locks && has_locks(locks)) record->marks |= CBPF_MAY_BE_LOCKED;
  JOIN_WAYS();
  return 1;
}
