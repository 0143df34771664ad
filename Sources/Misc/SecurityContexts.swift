import Glibc

/// SELinux, as far as it can be told without its library.
public enum SecurityContexts {
  /// The kernel enforces or audits a policy: selinuxfs is mounted where selinux(8) has it, now or formerly.
  public static var areEnabled: Bool {
    access("/sys/fs/selinux/enforce", F_OK) == 0 || access("/selinux/enforce", F_OK) == 0
  }
}
