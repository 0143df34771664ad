import Store
import Version

/// Where the build looks for device caches: HASENVDC, HASPERSDC, HASPERSDCPATH and HASSYSDC.
public struct DeviceCacheSettings: Sendable {
  public var variable: Bytes?
  public var form: Bytes?
  public var formVariable: Bytes?
  public var systemWide: Bytes?

  public init(variable: Bytes?, form: Bytes?, formVariable: Bytes?, systemWide: Bytes?) {
    self.variable = variable
    self.form = form
    self.formVariable = formVariable
    self.systemWide = systemWide
  }

  /// Those of this build.
  public static var ofBuild: DeviceCacheSettings {
    DeviceCacheSettings(
      variable: Build.deviceCacheVariable.map { Bytes($0) },
      form: Build.personalCacheFormat.map { Bytes($0) },
      formVariable: Build.personalCacheVariable.map { Bytes($0) },
      systemWide: Build.systemCache.map { Bytes($0) })
  }
}
