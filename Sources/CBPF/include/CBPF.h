#ifndef CBPF_H
#define CBPF_H

#include "CBPFRecords.h"

/// Whether the program was built with its BPF programs.
int cbpf_is_built(void);

/// Loads the iterator over open files, and opens it. Returns a descriptor from which ``cbpf_open_file`` records can be
/// read, in the order of the PIDs that the caller's PID namespace has, or -1 with errno: EPERM without the
/// capabilities, or where the kernel is locked down; ENOENT or EINVAL where the kernel lacks what it needs; ENOSYS
/// where it was built without. Nothing else stays open, and nothing is left in the kernel when that is closed.
int cbpf_open_files(const struct cbpf_selection *selection);

/// The same in less time: the files are not held. A read gives nothing itself. It writes to ``records``, and fails with
/// EAGAIN where there is more to come, or returns 0. The caller unmaps them (munmap(2)). ENOENT or EINVAL before Linux
/// 6.2.
int cbpf_unheld_files(const struct cbpf_selection *selection, struct cbpf_records **records);

/// The same without paths, where few files are wanted by their names, or sockets alone. It takes less time to load.
int cbpf_picked_files(const struct cbpf_selection *selection, struct cbpf_records **records);

/// The same as ``cbpf_open_files``, and tells of sockets what /proc/net does. It takes longer to load.
int cbpf_open_sockets(const struct cbpf_selection *selection);

/// The same for what is mapped, with a ``cbpf_mapping`` for each.
int cbpf_mappings(const struct cbpf_selection *selection);

/// The same for processes, and where they are wanted their further tasks, with a ``cbpf_process`` for each, by the
/// tasks' IDs. Those that have ended are among them.
int cbpf_processes(const struct cbpf_selection *selection);

/// The same where their links aren't wanted. It takes less time to load.
int cbpf_processes_alone(const struct cbpf_selection *selection);

#endif
