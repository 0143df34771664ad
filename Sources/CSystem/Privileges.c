#define _GNU_SOURCE
#include "CPrivileges.h"

#include <linux/capability.h>
#include <sys/auxv.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool has_privileges;
static bool are_raised;
/* The user whose privileges they are; the caller where the file has capabilities only. */
static uid_t owner;

typedef struct __user_cap_data_struct capabilities[_LINUX_CAPABILITY_U32S_3];

static int call_capabilities(long number, capabilities sets) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  return (int)syscall(number, &header, sets);
}

/* Puts in force all capabilities that the program may use, or none. */
static int set_effective(bool all) {
  capabilities sets;
  if (call_capabilities(SYS_capget, sets) != 0) return -1;
  for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) sets[i].effective = all ? sets[i].permitted : 0;
  return call_capabilities(SYS_capset, sets);
}

static int set_privileges(bool raised) {
  if (seteuid(raised ? owner : getuid()) != 0 || set_effective(raised) != 0) return -1;
  are_raised = raised;
  return 0;
}

int csystem_begin_without_privileges(void) {
  if (!getauxval(AT_SECURE)) return 0;
  gid_t group = getgid();
  if (setresgid(group, group, group) != 0) return -1;
  uid_t caller = getuid();
  /* Root has nothing to gain. */
  if (caller == 0) return 0;
  capabilities sets;
  if (call_capabilities(SYS_capget, sets) != 0) return -1;
  owner = geteuid();
  has_privileges = owner != caller;
  for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) has_privileges |= sets[i].permitted != 0;
  if (!has_privileges) return 0;
  /* The caller may not look into the memory, also after the privileges are given up. */
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? set_privileges(false) : -1;
}

bool csystem_has_privileges(void) { return has_privileges; }

int csystem_raise_privileges(void) { return has_privileges ? set_privileges(true) : 0; }

int csystem_lower_privileges(void) { return has_privileges ? set_privileges(false) : 0; }

int csystem_use_files_as_caller(bool as_caller) {
  if (!are_raised) return 0;
  setfsuid(as_caller ? getuid() : geteuid());
  return set_effective(!as_caller);
}

int csystem_give_up_capabilities_of_thread(void) {
  capabilities nothing = {{0}};
  return call_capabilities(SYS_capset, nothing);
}

int csystem_give_up_privileges(void) {
  if (!has_privileges || are_raised) return 0;
  uid_t caller = getuid();
  if (setresuid(caller, caller, caller) != 0 || csystem_give_up_capabilities_of_thread() != 0) return -1;
  has_privileges = false;
  return 0;
}
