// Iterates over all processes and writes a record of each whose working or root directory or program may be wanted.
// Nothing here is held: what has been freed meanwhile reads as anything, and is of a process that changes just now.

// It runs only for readers in the initial PID namespace, whose numbers the kernel has at hand: the kernel remembers few
// of the types that programs use, and struct pid in place of struct fs_struct, so that each time both would be searched
// for, a millisecond each (kernel/bpf/btf.c, vmlinux_cand_cache).
#include "Selection.h"

__attribute__((noinline)) static int may_be_wanted(struct inode *inode) {
  if (!inode) return 1;
  return may_have_name(inode, tells_status(inode->i_sb->s_magic, inode->i_mode & TYPE));
}

static int may_be_listed(struct task_struct *task) {
  struct fs_struct *directories = task->fs;
  // Other threads may have some still.
  if (task->exit_state || !directories) return 1;
  if (may_be_wanted(directories->pwd.dentry->d_inode) || may_be_wanted(directories->root.dentry->d_inode)) return 1;
  // Threads of the kernel have neither memory nor a program.
  struct mm_struct *memory = task->mm;
  if (!memory || !memory->exe_file) return 0;
  return may_be_wanted(memory->exe_file->f_inode);
}

SECTION("iter/task") int processes(struct bpf_iter__task *context) {
  struct task_struct *task = context->task;
  if (!task || task->pid != task->tgid || !may_be_listed(task)) return 0;
  struct cbpf_process record = {.length = sizeof record, .pid = task->tgid};
  if (is_wanted_process(record.pid)) bpf_seq_write(context->meta->seq, &record, sizeof record);
  return 0;
}
