/* The privileges that a program has beside its caller's, because its file is set-user-ID or set-group-ID or has
 * capabilities: they serve to look into processes, and are in force only while that is done. What the caller
 * names is looked at with the caller's privileges.
 *
 * To be called by one thread, while the privileges that the others have don't matter. Each returns 0, or -1. Where
 * the program has no privileges of its own, none makes a system call but the first. */
#ifndef CPRIVILEGES_H
#define CPRIVILEGES_H

#include <stdbool.h>

/* To be called first: gives up the group for good, and puts off the other privileges. */
int csystem_begin_without_privileges(void);
bool csystem_has_privileges(void);
int csystem_raise_privileges(void);
int csystem_lower_privileges(void);
/* While the privileges are in force: makes the file system calls of this thread the caller's, or the program's
 * again. */
int csystem_use_files_as_caller(bool as_caller);
/* Gives up for good the privileges that are put off; those that are in force stay. */
int csystem_give_up_privileges(void);
/* Of another thread than the one that calls the rest: capabilities(7) are each thread's own. */
int csystem_give_up_capabilities_of_thread(void);

#endif
