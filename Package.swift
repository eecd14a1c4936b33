// swift-tools-version: 6.2
import PackageDescription

// Rules read the syntax tree through accessors of another module: without inlining across modules each is a call.
let optimised: [SwiftSetting] = [
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))
]

let package = Package(
  name: "mapvet",
  products: [
    .executable(name: "mapvet", targets: ["mapvet"]),
    .executable(name: "mapvet-dev", targets: ["mapvet-dev"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "CTreeSitter",
      pkgConfig: "tree-sitter",
      providers: [.apt(["libtree-sitter-dev"])]
    ),
    .target(name: "CTreeSitterGo", dependencies: ["CTreeSitter"]),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "YAML", dependencies: ["CLibYAML"]),
    .target(name: "GoSyntax", dependencies: ["CTreeSitter", "CTreeSitterGo"], swiftSettings: optimised),
    .target(name: "GoPackages", dependencies: ["GoSyntax"], swiftSettings: optimised),
    .target(name: "CStandardLibrary", exclude: ["stdlib.table"]),
    .target(name: "CStart"),
    .target(
      name: "GoTypes", dependencies: ["CStandardLibrary", "GoSyntax", "GoPackages"], swiftSettings: optimised),
    .target(name: "GoFlow", dependencies: ["GoSyntax", "GoTypes"], swiftSettings: optimised),
    .target(
      name: "Census", dependencies: ["GoSyntax", "GoPackages", "GoTypes", "GoFlow"], swiftSettings: optimised),
    .target(
      name: "Lint", dependencies: ["GoSyntax", "GoPackages", "GoTypes", "GoFlow", "Census", "YAML"],
      swiftSettings: optimised),
    .target(name: "Rules", dependencies: ["Lint"], path: "rules", exclude: ["README.md"], swiftSettings: optimised),
    .target(name: "Reports", dependencies: ["Census", "GoPackages", "GoSyntax", "Lint"]),
    .executableTarget(
      name: "mapvet",
      dependencies: [
        "CStart", "Census", "GoPackages", "GoSyntax", "GoTypes", "Lint", "Rules", "Reports", "YAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .executableTarget(
      name: "mapvet-dev",
      dependencies: [
        "GoPackages", "GoSyntax", "GoTypes", "Lint", "Rules", "Reports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .target(name: "TestSupport", dependencies: ["Lint"], path: "Tests/Support"),
    .testTarget(name: "GoSyntaxTests", dependencies: ["GoSyntax", "TestSupport"]),
    .testTarget(name: "GoPackagesTests", dependencies: ["GoPackages", "TestSupport"]),
    .testTarget(name: "GoTypesTests", dependencies: ["GoTypes", "TestSupport"]),
    .testTarget(name: "GoFlowTests", dependencies: ["GoFlow", "TestSupport"]),
    .testTarget(name: "CensusTests", dependencies: ["Census", "TestSupport"]),
    .testTarget(name: "LintTests", dependencies: ["GoPackages", "GoSyntax", "GoTypes", "Lint", "YAML", "TestSupport"]),
    .testTarget(name: "RulesTests", dependencies: ["Rules", "TestSupport"]),
    .testTarget(name: "ReportsTests", dependencies: ["GoPackages", "GoSyntax", "Reports", "TestSupport"]),
    .testTarget(name: "CommandLineTests", dependencies: ["mapvet", "mapvet-dev", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
