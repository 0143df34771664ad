import Glibc

/// What the program ends with.
public enum ExitStatus {
  public static var success: Int32 { EXIT_SUCCESS }
  public static var failure: Int32 { EXIT_FAILURE }
}
