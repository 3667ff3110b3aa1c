/** Shared control: points that any node may set and watch, and the devices that drive them. */
@Export
@Version("1.0.0")
package io.weft.control;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
