// Iterates over all processes and writes a record of each whose working or root directory or program may be wanted.
// Nothing here is held: what has been freed meanwhile reads as anything, and is of a process that changes just now.

// It runs only for readers in the initial PID namespace, whose numbers the kernel has at hand: the kernel remembers few
// of the types that programs use, and struct pid in place of struct fs_struct, so that each time both would be searched
// for, a millisecond each (kernel/bpf/btf.c, vmlinux_cand_cache).
#include "Selection.h"

__attribute__((noinline)) static int may_be_wanted(struct dentry *dentry) {
  struct inode *inode = dentry->d_inode;
  if (!inode) return 1;
  return may_have_name(inode, dentry, tells_status(inode->i_sb->s_magic, inode->i_mode & TYPE));
}

// Threads of the kernel have neither memory nor a program.
static int has_wanted_program(struct task_struct *task) {
  struct mm_struct *memory = task->mm;
  return memory && memory->exe_file && may_be_wanted(memory->exe_file->f_path.dentry);
}

// CBPF_MAY_WANT_*, or 0 where none of them is.
static unsigned wanted_links(struct task_struct *task) {
  struct fs_struct *directories = task->fs;
  // Other threads may have some still.
  if (task->exit_state || !directories) return CBPF_HAS_ENDED;
  unsigned links = 0;
  if (may_be_wanted(directories->pwd.dentry)) links |= CBPF_MAY_WANT_WORKING_DIRECTORY;
  if (may_be_wanted(directories->root.dentry)) links |= CBPF_MAY_WANT_ROOT_DIRECTORY;
  if (has_wanted_program(task)) links |= CBPF_MAY_WANT_PROGRAM;
  return links;
}

SECTION("iter/task") int processes(struct bpf_iter__task *context) {
  struct task_struct *task = context->task;
  if (!task || task->pid != task->tgid) return 0;
  struct cbpf_process record = {.length = sizeof record, .pid = task->tgid, .marks = wanted_links(task)};
  if (record.marks && is_wanted_process(record.pid)) bpf_seq_write(context->meta->seq, &record, sizeof record);
  return 0;
}
