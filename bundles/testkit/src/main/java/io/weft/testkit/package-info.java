/**
 * What the author of a plug-in needs to prove it: a contract for each kind of plug-in, an in-memory
 * transport, faults on demand and waiting without sleeping. Not installed in production.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package io.weft.testkit;
