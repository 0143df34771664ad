// What the programs have in common that iterate over all tasks and write a record of each process, and of its other
// tasks where these are wanted. Nothing here is held but the task: what has been freed meanwhile reads as anything, and
// is of a process that changes just now.
//
// The kernel takes time for each way through a program that it must verify: what can be decided later is.

#include "Selection.h"

// Of the IDs that a process has (include/linux/pid_types.h).
enum { PROCESS = 1, PROCESS_GROUP = 2 };

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
  record->flags = task->flags;
  record->exit_state = task->exit_state;
  record->started = task->start_time;
  record->since_boot = task->start_boottime;
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
  READ(record->directories, task->fs);
  READ(record->memory, task->mm);
}

// Fills in the record of a task; false where none is wanted.
static int take_task(struct task_struct *task, struct cbpf_process *record) {
  if (!task) return 0;
  int is_first = task->pid == task->tgid;
  if (!is_first && !selection.wants_tasks) return 0;
  struct pid *id = 0;
  READ(id, task->thread_pid);
  record->process = process_of(task);
  // Another thread that runs a program takes the place of the first, whose own number is another then.
  record->task = is_first ? record->process : number_of((unsigned long)id);
  if (!record->task || !is_wanted_process(record->process)) return 0;
  describe(task, record);
  return 1;
}
