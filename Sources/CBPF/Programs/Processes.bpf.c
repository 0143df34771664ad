// Iterates over all tasks and writes a record of each process, and of its other tasks where these are wanted. Nothing
// here is held but the task: what has been freed meanwhile reads as anything, and is of a process that changes just
// now.

// The kernel takes time for each way through a program that it must verify: what can be decided later is.
#include "Directory.h"

// Of the IDs that a process has (include/linux/pid_types.h).
enum { PROCESS = 1, PROCESS_GROUP = 2 };

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

// Whether a link to this name may lead to something in the directory that is wanted, or to that: as may_be_below() has
// it. A function that is not static is verified once, and not in each place that calls it.
__attribute__((noinline)) int may_be_there(unsigned long address) {
  if (!selection.wants_directory) return 0;
  struct dentry *dentry = (struct dentry *)address;
  struct dentry *root = 0, *directory = dentry;
  struct inode *own = 0;
  struct super_block *file_system = 0;
  void *hashed = 0;
  unsigned device = 0, link_count = 0;
  unsigned short mode = 0;
  READ(own, dentry->d_inode);
  if (!own) return 1;
  READ(file_system, own->i_sb);
  READ(device, file_system->s_dev);
  READ(link_count, own->i_nlink);
  if (device != selection.directory_device || !link_count) return 0;
  READ(mode, own->i_mode);
  if ((mode & TYPE) != DIRECTORY && link_count > 1) return 1;
  READ(root, file_system->s_root);
  READ(hashed, dentry->d_hash.pprev);
  if (dentry != root && !hashed) return 1;
  if ((mode & TYPE) != DIRECTORY) READ(directory, dentry->d_parent);
  return may_lead_below(directory, root);
}

// Which of the links may lead to the directory that is wanted, or below it.
static unsigned links_below_directory(struct task_struct *task) {
  struct fs_struct *directories = 0;
  struct mm_struct *memory = 0;
  struct file *program = 0;
  struct dentry *names[3] = {0};
  READ(directories, task->fs);
  READ(memory, task->mm);
  if (directories) {
    READ(names[0], directories->pwd.dentry);
    READ(names[1], directories->root.dentry);
  }
  if (memory) READ(program, memory->exe_file);
  if (program) READ(names[2], program->f_path.dentry);
  unsigned links = 0;
  if (names[0] && may_be_there((unsigned long)names[0])) links |= CBPF_MAY_WANT_WORKING_DIRECTORY;
  if (names[1] && may_be_there((unsigned long)names[1])) links |= CBPF_MAY_WANT_ROOT_DIRECTORY;
  if (names[2] && may_be_there((unsigned long)names[2])) links |= CBPF_MAY_WANT_PROGRAM;
  return links;
}

// The ID of a task's process; 0 where that has ended.
static int process_of(struct task_struct *task) {
  struct signal_struct *signal = 0;
  struct pid *id = 0;
  READ(signal, task->signal);
  READ(id, signal->pids[PROCESS]);
  return number_of((unsigned long)id);
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
  record->parent = process_of(parent);
  READ(signal, task->signal);
  READ(group, signal->pids[PROCESS_GROUP]);
  record->group = number_of((unsigned long)group);
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
  int is_first = task->pid == task->tgid;
  if (!is_first && !selection.wants_tasks) return 0;
  struct cbpf_process record = {.length = sizeof record};
  struct pid *id = 0;
  READ(id, task->thread_pid);
  record.process = process_of(task);
  // Another thread that runs a program takes the place of the first, whose own number is another then.
  record.task = is_first ? record.process : number_of((unsigned long)id);
  if (!record.task || !is_wanted_process(record.process)) return 0;
  if (selection.wants_directory) record.marks = links_below_directory(task);
  describe(task, &record);
  bpf_seq_write(context->meta->seq, &record, sizeof record);
  return 0;
}
