/**
 * A network of many nodes in time that does not pass: what keeping company costs, and how soon a
 * death is noticed. The nodes' behaviour comes in from outside.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package io.weft.testkit.sim;
