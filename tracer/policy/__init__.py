"""The rule as a value: which sources may end a chain, for which kind of measure.

In comes a policy file (policies/*.toml or a lawyer's own); out comes a Policy, or every complaint with its line.
Whoever judges is handed a Policy; nothing in here knows a store, a registry or today's date."""
