import Lint

/// Every rule, by group and id.
package let allRules: [any Rule.Type] = []
