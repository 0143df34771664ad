// Iterates over the mappings of all processes and writes records of the files that are mapped, as far as they are
// wanted (kernel/bpf/task_iter.c, and fs/proc/task_mmu.c for what /proc/PID/maps says of them).

#include "Directory.h"

struct output {
  struct cbpf_mapping mapping;
  char path[LONGEST_PATH + 8];
  // What the last record is of, only to be compared.
  int last_pid;
  unsigned long last_dentry;
  unsigned long last_mount;
  unsigned long last_inode;
};

// One thread reads.
struct output output SECTION(".bss");

// Of a mapping (include/linux/mm.h).
enum { WRITABLE = 2, SHARED = 0x80 };

// Of a file (include/linux/fs.h, FMODE_BACKING): it stands for one of another file system, which maps tell.
enum { BACKING = 1 << 25 };

// The table may say otherwise: it tells the name of anonymous memory before that of the file which that is kept in.
static int needs_maps(struct vm_area_struct *mapping, struct file *file, unsigned long kind) {
  if (file->f_mode & BACKING) return 1;
  return kind == TMPFS && HAS_MEMBER(mapping->anon_name) && mapping->anon_name;
}

SECTION("iter/task_vma") int mappings(struct bpf_iter__task_vma *context) {
  struct task_struct *task = context->task;
  struct vm_area_struct *mapping = context->vma;
  // All threads have what the first one has.
  if (!task || !mapping || task->pid != task->tgid) return 0;
  struct file *file = mapping->vm_file;
  if (!file) return 0;
  struct seq_file *table = context->meta->seq;
  struct inode *inode = file->f_inode;
  struct super_block *file_system = inode->i_sb;
  unsigned long kind = file_system->s_magic, dentry = 0, mount = 0;
  unsigned device = file_system->s_dev;
  int has_status = tells_status(kind, inode->i_mode & TYPE);
  int needs = needs_maps(mapping, file, kind);
  if (!needs && !may_be_of_directory(file, inode, file_system)) return 0;
  if (!needs && !may_have_name(inode->i_ino, device, has_status)) return 0;
  int pid = pid_of(task);
  if (!is_wanted_process(pid)) return 0;
  READ(dentry, file->f_path.dentry);
  READ(mount, file->f_path.mnt);
  if (output.last_pid == pid && output.last_dentry == dentry && output.last_mount == mount &&
      output.last_inode == inode->i_ino && !needs)
    return 0;

  struct cbpf_mapping *record = &output.mapping;
  record->pid = pid;
  record->marks = needs ? CBPF_NEEDS_MAPS : 0;
  if (mapping->vm_flags & WRITABLE && mapping->vm_flags & SHARED) record->marks |= CBPF_IS_SHARED_FOR_WRITING;
  record->started = task->start_time;
  record->device = device;
  record->inode = inode->i_ino;
  record->start = mapping->vm_start;
  record->end = mapping->vm_end;
  long length = path_of(file, output.path);
  if (!length) record->marks |= CBPF_NEEDS_MAPS;
  record->path_length = length;
  unsigned size = record_size(sizeof *record, length);
  if (size > sizeof *record + LONGEST_PATH + 8) return 0;
  record->length = size;
  // Where there is no room left for it, it is looked at again.
  if (bpf_seq_write(table, &output, size)) return 0;
  output.last_pid = pid;
  output.last_dentry = dentry;
  output.last_mount = mount;
  output.last_inode = inode->i_ino;
  return 0;
}
