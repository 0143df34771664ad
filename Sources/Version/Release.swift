/// Which release this is, and of what.
public enum Release {
  /// The version of lsof whose output this program gives.
  public static let reference = "4.99.7"
  /// The version of this port.
  public static let port = "1.0.0"
}
