// swift-tools-version: 6.2
import PackageDescription

/// Compiler settings that every Swift target shares.
let swift: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// Test tools see the C library with its GNU extensions, as CTestSystem does.
let testTool: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-D_GNU_SOURCE"])]

/// One module of the program; imports go from the bottom of the list to its top only.
func module(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: swift)
}

let package = Package(
  name: "lsof",
  products: [.executable(name: "lsof", targets: ["Main"])],
  targets: [
    .target(name: "CSystem"),
    .target(name: "CBPF", exclude: ["Programs", "generate"], cSettings: [.headerSearchPath("Loader")]),
    .target(name: "CTirpc", cSettings: [.unsafeFlags(["-I/usr/include/tirpc"])]),
    module("Version", []),
    module("Store", ["Version"]),
    module("Misc", ["Store", "CSystem"]),
    module("Node", ["Version", "Misc"]),
    module("Proc", ["Node"]),
    module("Print", ["Version", "Misc", "CTirpc"]),
    module("Report", ["Print"]),
    module("Arg", ["Version", "Print"]),
    module("Usage", ["Version", "Node", "Arg"]),
    module("LinuxDialect", ["Proc", "CBPF"], path: "Sources/Dialects/Linux"),
    .executableTarget(
      name: "Main", dependencies: ["Arg", "LinuxDialect", "Print", "Report", "Usage"], swiftSettings: swift),
    .testTarget(name: "ArgTests", dependencies: ["Arg", "TestSupport"], swiftSettings: swift + testTool),
    .testTarget(
      name: "LinuxDialectTests", dependencies: ["Arg", "LinuxDialect", "TestSupport"],
      swiftSettings: swift + testTool),
    .testTarget(name: "MiscTests", dependencies: ["Misc"], swiftSettings: swift + testTool),
    .testTarget(
      name: "NodeTests", dependencies: ["Node", "TestSupport", "CTestSystem"], swiftSettings: swift + testTool
    ),
    .testTarget(name: "ProcTests", dependencies: ["Proc"], swiftSettings: swift),
    .testTarget(
      name: "PrintTests", dependencies: ["Print", "TestSupport"], swiftSettings: swift + testTool),
    .testTarget(name: "ReportTests", dependencies: ["Report"], swiftSettings: swift),
    .testTarget(name: "UsageTests", dependencies: ["Usage"], swiftSettings: swift),
    .target(name: "CTestSystem", path: "Tests/CTestSystem"),
    .target(
      name: "TestSupport", dependencies: ["CTestSystem"], path: "Tests/TestSupport", swiftSettings: testTool),
    .executableTarget(
      name: "Compare", dependencies: ["TestSupport"], path: "Tests/Compare", swiftSettings: testTool),
    .executableTarget(
      name: "Bench", dependencies: ["Arg", "LinuxDialect", "TestSupport"], path: "Tests/Bench",
      swiftSettings: swift + testTool),
    .executableTarget(name: "Floor", path: "Tests/Floor"),
    .executableTarget(
      name: "Stress", dependencies: ["TestSupport"], path: "Tests/Stress", swiftSettings: testTool),
    .executableTarget(
      name: "OpenFiles", dependencies: ["TestSupport"], path: "Tests/OpenFiles", swiftSettings: testTool),
    .executableTarget(
      name: "FuzzCommandLines", dependencies: ["Arg", "TestSupport"], path: "Tests/Fuzz/CommandLines",
      swiftSettings: testTool),
  ],
  swiftLanguageModes: [.v6]
)

// The fuzzing engine is linked in by options of `make fuzz`, which no other build has.
if Context.environment["LSOF_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "FuzzParsers", dependencies: ["Arg", "LinuxDialect", "Print", "CTestSystem"],
      path: "Tests/Fuzz/Parsers", swiftSettings: testTool))
}
