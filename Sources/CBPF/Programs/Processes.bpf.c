// Iterates over all tasks and writes a record of each process, and of its other tasks where these are wanted. Nothing
// here is held but the task: what has been freed meanwhile reads as anything, and is of a process that changes just now.

// It runs only for readers in the initial PID namespace, whose numbers the kernel has at hand. The kernel takes time for
// each way through a program that it must verify: what can be decided later is.
#include "Selection.h"

// Of a process's IDs (include/linux/pid_types.h).
enum { PROCESS_GROUP = 2 };

static void look_up(const struct path *path, struct cbpf_link *link) {
  struct dentry *name = 0;
  struct inode *inode = 0;
  struct super_block *file_system = 0;
  READ(link->mount, path->mnt);
  READ(name, path->dentry);
  link->name = (unsigned long)name;
  READ(inode, name->d_inode);
  READ(link->inode, inode->i_ino);
  READ(file_system, inode->i_sb);
  READ(link->device, file_system->s_dev);
  READ(link->kind, file_system->s_magic);
}

static void look_up_links(struct fs_struct *directories, struct mm_struct *memory, struct cbpf_process *record) {
  struct file *program = 0;
  look_up(&directories->pwd, &record->working_directory);
  look_up(&directories->root, &record->root_directory);
  READ(program, memory->exe_file);
  look_up(&program->f_path, &record->program);
}

__attribute__((noinline)) static int may_be_there(struct dentry *dentry) {
  struct inode *inode = dentry->d_inode;
  return !inode || may_be_below(inode, dentry);
}

// Which of the links may lead to the directory that is wanted, or below it.
static unsigned links_below_directory(struct task_struct *task) {
  struct fs_struct *directories = task->fs;
  struct mm_struct *memory = task->mm;
  unsigned links = 0;
  if (directories && may_be_there(directories->pwd.dentry)) links |= CBPF_MAY_WANT_WORKING_DIRECTORY;
  if (directories && may_be_there(directories->root.dentry)) links |= CBPF_MAY_WANT_ROOT_DIRECTORY;
  if (memory && memory->exe_file && may_be_there(memory->exe_file->f_path.dentry)) links |= CBPF_MAY_WANT_PROGRAM;
  return links;
}

static void describe(struct task_struct *task, struct cbpf_process *record) {
  struct cred *user = 0;
  struct task_struct *parent = 0;
  struct signal_struct *signal = 0;
  struct pid *group = 0;
  struct nsproxy *namespaces = 0;
  struct fs_struct *directories = 0;
  struct mm_struct *memory = 0;
  record->flags = task->flags;
  record->exit_state = task->exit_state;
  record->started = task->start_time;
  READ(record->command, task->comm);
  READ(user, task->real_cred);
  READ(record->uid, user->euid.val);
  READ(parent, task->real_parent);
  READ(record->parent, parent->tgid);
  READ(signal, task->signal);
  READ(group, signal->pids[PROCESS_GROUP]);
  READ(record->group, group->numbers[0].nr);
  READ(namespaces, task->nsproxy);
  READ(record->mounts, namespaces->mnt_ns);
  READ(record->descriptors, task->files);
  READ(directories, task->fs);
  READ(memory, task->mm);
  record->directories = (unsigned long)directories;
  record->memory = (unsigned long)memory;
  if (selection.wants_links) look_up_links(directories, memory, record);
}

SECTION("iter/task") int processes(struct bpf_iter__task *context) {
  struct task_struct *task = context->task;
  if (!task) return 0;
  struct cbpf_process record = {.length = sizeof record, .task = task->pid, .process = task->tgid};
  if (record.task != record.process && !selection.wants_tasks) return 0;
  if (!is_wanted_process(record.process)) return 0;
  if (selection.wants_directory) record.marks = links_below_directory(task);
  describe(task, &record);
  bpf_seq_write(context->meta->seq, &record, sizeof record);
  return 0;
}
